package io.navarch.store;

import java.util.List;

/** Hears the changes of a watch, on a thread of the store that serves other watches too: it must return fast. */
@FunctionalInterface
public interface WatchListener {

    /**
     * Takes the next changes.
     *
     * @param events the changes in order; empty when nothing under the prefix changed
     * @param revision every change up to this revision has now been told
     */
    void onEvents(List<WatchEvent> events, long revision);

    /**
     * The watch has ended although nobody closed it: the store was closed, or it can no longer tell every change. What
     * was missed must be listed again.
     */
    default void onEnd(StoreException cause) {}
}
