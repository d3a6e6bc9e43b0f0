package io.navarch.model.kind;

import org.jspecify.annotations.Nullable;

/**
 * A column of a server-side table.
 *
 * @param name the header as upstream spells it
 * @param type {@code string, integer, number, boolean} or {@code date}
 * @param format {@code name} for the object's name, else ""
 * @param priority 0 is always shown, more only with {@code -o wide}
 * @param value a field path ({@code .spec.replicas}), a JSONPath of a custom resource, or {@code $} and the name of a function
 * @param absent what is shown when the field is not there, or null for nothing
 */
public record PrinterColumn(
        String name,
        String type,
        String format,
        int priority,
        String description,
        String value,
        @Nullable String absent) {
    /** Whether a Java function computes the cells. */
    public boolean computed() {
        return value.startsWith("$");
    }

    /** The name of the function that computes the cells. */
    public String function() {
        return value.substring(1);
    }
}
