package io.navarch.embedded;

/**
 * A field that differs.
 *
 * @param path such as {@code spec.template.spec.containers[name=app].image}
 * @param before its JSON; empty if it was not there
 * @param after its JSON; empty if it is no more
 */
public record FieldChange(String path, String before, String after) {
    @Override
    public String toString() {
        return before.isEmpty()
                ? path + ": + " + after
                : after.isEmpty() ? path + ": - " + before : path + ": " + before + " → " + after;
    }
}
