package io.navarch.model.tree;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in the tree: a {@link Struct} with a schema or a free-form {@link Dict}.
 *
 * <p>Values are {@link String} (also quantities, times and base64 bytes), {@link Long}, {@link Double}, {@link Boolean},
 * {@link Obj}, an immutable {@link java.util.List} of values, {@link RawJson}, or {@link JsonNull} (only where a document said {@code null}
 * outside a schema, as merge patches do). An absent member is {@code null}.
 */
public sealed interface Obj permits Struct, Dict {
    /** The member's value, or null if the object has no such member. */
    @Nullable
    Object get(String name);

    /** A copy with the member set, or without it if the value is null. */
    Obj with(String name, @Nullable Object value);

    /** Visits the present members in the order in which they are written. */
    void forEachMember(BiConsumer<String, Object> visitor);

    /** How many members are present. */
    int size();

    /** True if no member is present. */
    boolean isEmpty();
}
