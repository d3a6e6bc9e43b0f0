package io.navarch.streaming.upgrade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The header fields of an HTTP/1.1 message, found by name in any case, in the order they were added. Immutable. */
public final class HeaderFields {
    private static final HeaderFields NONE = new HeaderFields(List.of());

    private final List<Field> fields;

    /** One field as it stands in the message. */
    public record Field(String name, String value) {
        public Field {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
                throw new IllegalArgumentException("header name \"" + name + "\"");
            }
            if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("line break in the value of header " + name);
            }
        }
    }

    private HeaderFields(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    public static HeaderFields none() {
        return NONE;
    }

    public HeaderFields with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new HeaderFields(more);
    }

    public HeaderFields with(String name, List<String> values) {
        HeaderFields all = this;
        for (String value : values) {
            all = all.with(name, value);
        }
        return all;
    }

    public List<Field> all() {
        return fields;
    }

    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    public Optional<String> first(String name) {
        return values(name).stream().findFirst();
    }

    /** All values by their lower-case names. */
    public Map<String, List<String>> byName() {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(field.value()));
        return byName;
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
