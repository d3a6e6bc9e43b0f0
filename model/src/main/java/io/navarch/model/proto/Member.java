package io.navarch.model.proto;

import io.navarch.model.tree.Field;

/** What stands under one number of a message. */
sealed interface Member {
    int number();

    /** How values without a schema, and lists in maps, are wrapped in messages. */
    enum Wrapping {
        NONE,
        /** JSON in field 1. */
        JSON,
        /** A flag in field 1 or a schema in field 2. */
        SCHEMA_OR_BOOL,
        /** A schema in field 1 or schemas in field 2. */
        SCHEMA_OR_ARRAY,
        /** A schema in field 1 or strings in field 2. */
        SCHEMA_OR_STRINGS,
        /** A list in field 1. */
        ITEMS
    }

    /**
     * A field of the struct.
     *
     * @param keepsZero whether zero, false or an empty string says something: the field is absent when it is unset, or is
     *     shown even when it is empty. Of all other fields upstream writes the zero value when they are unset.
     */
    record Value(int number, Field field, boolean keepsZero, Wrapping wrapping) implements Member {}

    /** Fields of the struct that upstream keeps in a message of their own, though JSON shows them as the struct's. */
    record Group(int number, Layout layout) implements Member {}
}
