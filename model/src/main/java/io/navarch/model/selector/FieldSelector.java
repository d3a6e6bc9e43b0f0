package io.navarch.model.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A condition on a few named fields of objects: {@code spec.nodeName=n1,status.phase!=Running}. */
public record FieldSelector(List<Term> terms) {
    /** One field that must, or must not, have a value. */
    public record Term(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + escape(value);
        }
    }

    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** All of {@code terms}. */
    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** Selects every object. */
    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /** Selects objects whose {@code field} is {@code value}. */
    public static FieldSelector of(String field, String value) {
        return new FieldSelector(List.of(new Term(field, true, value)));
    }

    /**
     * Reads the text form; commas, backslashes and equals signs in values are written with a backslash before them.
     *
     * @throws SelectorException with upstream's message
     */
    public static FieldSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(text, part));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    /** Whether it selects everything. */
    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** Whether the fields, asked for by name, fulfil it; a field that is not there counts as empty. */
    public boolean matches(Function<String, @Nullable String> fields) {
        for (Term term : terms) {
            String value = fields.apply(term.field);
            if (term.value.equals(value == null ? "" : value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    /** The value {@code field} must have for an object to be selected, if the selector says so. */
    public Optional<String> requiredValue(String field) {
        for (Term term : terms) {
            if (term.equal && term.field.equals(field)) {
                return Optional.of(term.value);
            }
        }
        return Optional.empty();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Term term(String text, String part) {
        for (int i = 0; i < part.length(); i++) {
            if (part.startsWith("!=", i)) {
                return new Term(part.substring(0, i), false, unescape(part.substring(i + 2)));
            }
            if (part.startsWith("==", i)) {
                return new Term(part.substring(0, i), true, unescape(part.substring(i + 2)));
            }
            if (part.charAt(i) == '=') {
                return new Term(part.substring(0, i), true, unescape(part.substring(i + 1)));
            }
        }
        throw new SelectorException("invalid selector: '" + text + "'; can't understand '" + part + "'");
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0 && value.indexOf('=') < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                if (i + 1 == value.length() || "\\,=".indexOf(value.charAt(i + 1)) < 0) {
                    throw new SelectorException("invalid field selector: invalid escape sequence: "
                            + value.substring(i, Math.min(i + 2, value.length())));
                }
                out.append(value.charAt(++i));
            } else if (c == ',' || c == '=') {
                throw new SelectorException("invalid field selector: unescaped character in value: " + (int) c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
    }

    /** The text form. */
    @Override
    public String toString() {
        return String.join(",", terms.stream().map(Term::toString).toList());
    }
}
