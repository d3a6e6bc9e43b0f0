package io.navarch.model.tree;

/** An explicit JSON {@code null} in a schema-less tree; merge patches need to tell it from an absent member. */
public enum JsonNull {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
