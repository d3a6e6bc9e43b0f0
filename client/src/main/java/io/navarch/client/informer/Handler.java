package io.navarch.client.informer;

import org.jspecify.annotations.Nullable;

/** Hears of every change of an informer's cache, in order, on the informer's thread; must return fast. */
@FunctionalInterface
public interface Handler<T> {
    /**
     * @param before null if the object was added
     * @param after null if it was deleted
     */
    void changed(@Nullable T before, @Nullable T after);
}
