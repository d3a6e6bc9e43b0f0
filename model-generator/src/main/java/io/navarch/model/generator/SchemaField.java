package io.navarch.model.generator;

/**
 * A row of schema.tsv.
 *
 * @param number the field's place in the struct
 * @param value the value cell, such as {@code [io.k8s.api.core.v1.Container]}
 */
record SchemaField(int number, String name, String value, boolean required) {
    boolean list() {
        return value.startsWith("[");
    }

    boolean map() {
        return value.startsWith("{");
    }

    /** The element type of a list or map, else the type itself. */
    String element() {
        return list() || map() ? value.substring(1, value.length() - 1) : value;
    }
}
