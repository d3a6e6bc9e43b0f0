package io.navarch.model.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value in a tree that is kept as the bytes it came in, because almost nobody looks into it: the field sets of
 * managedFields. Immutable; two are equal if their bytes are.
 */
public final class RawJson {
    private final byte[] json;

    /** The array is taken over, not copied, and must be well-formed JSON. */
    public RawJson(byte[] json) {
        this.json = json;
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return json;
    }

    /** The value as a schema-less tree. */
    public Object parse() {
        return JsonReader.any(json);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof RawJson that && Arrays.equals(json, that.json));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
