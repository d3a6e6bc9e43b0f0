package io.navarch.model.selector;

import io.navarch.model.name.Formats;
import io.navarch.model.name.GoSyntax;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One condition on one label: {@code key operator values}. Values are sorted and without duplicates. */
public record Requirement(String key, Operator operator, SortedSet<String> values) {
    /** How the label's value is compared. */
    public enum Operator {
        /** Is one of the values. */
        IN("in"),
        /** Is none of the values, or the label is missing. */
        NOT_IN("notin"),
        /** Is the value. */
        EQUALS("="),
        /** Is not the value, or the label is missing. */
        NOT_EQUALS("!="),
        /** The label is there. */
        EXISTS("exists"),
        /** The label is missing. */
        DOES_NOT_EXIST("!"),
        /** Is an integer greater than the value. */
        GREATER_THAN("gt"),
        /** Is an integer less than the value. */
        LESS_THAN("lt");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        /** The word upstream's messages use. */
        public String word() {
            return word;
        }
    }

    /** A condition that has been checked; see {@link #checked}. */
    public Requirement {
        values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    /**
     * A condition whose key, operator and values fit together.
     *
     * @throws SelectorException with upstream's message when they do not
     */
    public static Requirement checked(String key, Operator operator, Collection<String> values) {
        List<String> errors = new ArrayList<>();
        checkKey(key, errors);
        SortedSet<String> sorted = new TreeSet<>(values);
        String shown = goStrings(sorted);
        switch (operator) {
            case IN, NOT_IN -> {
                if (sorted.isEmpty()) {
                    errors.add("values: Invalid value: " + shown
                            + ": for 'in', 'notin' operators, values set can't be empty");
                }
            }
            case EQUALS, NOT_EQUALS -> {
                if (sorted.size() != 1) {
                    errors.add("values: Invalid value: " + shown
                            + ": exact-match compatibility requires one single value");
                }
            }
            case EXISTS, DOES_NOT_EXIST -> {
                if (!sorted.isEmpty()) {
                    errors.add("values: Invalid value: " + shown
                            + ": values set must be empty for exists and does not exist");
                }
            }
            case GREATER_THAN, LESS_THAN -> checkNumber(sorted, shown, errors);
        }
        int index = 0;
        for (String value : sorted) {
            List<String> faults = Formats.labelValue(value);
            if (!faults.isEmpty()) {
                errors.add("values[" + index + "][" + key + "]: Invalid value: " + GoSyntax.quote(value) + ": "
                        + String.join("; ", faults));
            }
            index++;
        }
        if (!errors.isEmpty()) {
            throw new SelectorException(errors.size() == 1 ? errors.get(0) : "[" + String.join(", ", errors) + "]");
        }
        return new Requirement(key, operator, sorted);
    }

    /** Whether the labels fulfil it. */
    public boolean matches(Labels labels) {
        @Nullable String value = labels.get(key);
        return switch (operator) {
            case IN, EQUALS -> value != null && values.contains(value);
            case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> value != null && comparesWith(value) > 0;
            case LESS_THAN -> value != null && comparesWith(value) < 0;
        };
    }

    /** The comparison with the one value; 0 when either is no integer, so that neither order holds. */
    private int comparesWith(String value) {
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(values.first()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static void checkKey(String key, List<String> errors) {
        List<String> faults = Formats.qualifiedName(key);
        if (!faults.isEmpty()) {
            errors.add("<nil>: Invalid value: " + GoSyntax.quote(key) + ": " + String.join("; ", faults));
        }
    }

    private static void checkNumber(SortedSet<String> values, String shown, List<String> errors) {
        if (values.size() != 1) {
            errors.add("values: Invalid value: " + shown + ": for 'Gt', 'Lt' operators, exactly one value is required");
        }
        int index = 0;
        for (String value : values) {
            try {
                Long.parseLong(value);
            } catch (NumberFormatException e) {
                errors.add("values[" + index + "]: Invalid value: " + GoSyntax.quote(value)
                        + ": for 'Gt', 'Lt' operators, the value must be an integer");
            }
            index++;
        }
    }

    private static String goStrings(SortedSet<String> values) {
        return "[" + String.join(",", values.stream().map(GoSyntax::quote).toList()) + "]";
    }

    @Override
    public String toString() {
        String list = String.join(",", values);
        return switch (operator) {
            case IN -> key + " in (" + list + ")";
            case NOT_IN -> key + " notin (" + list + ")";
            case EQUALS -> key + "=" + list;
            case NOT_EQUALS -> key + "!=" + list;
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case GREATER_THAN -> key + ">" + list;
            case LESS_THAN -> key + "<" + list;
        };
    }
}
