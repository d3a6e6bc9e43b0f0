package io.navarch.apiserver.registry;

import io.navarch.model.kind.ServedKind;
import org.jspecify.annotations.Nullable;

/** Finds the conversion between a version and the one that is stored. Thread-safe. */
@FunctionalInterface
public interface Converters {
    /** The conversion, or null if objects of both versions have the same members and mean the same. */
    @Nullable
    Converter of(ServedKind served);
}
