package io.navarch.runtime.queue;

/**
 * Brings what a key names from its present to its wanted state. Level-triggered: it looks at everything anew each time, so it
 * may be called at any moment and any number of times. A key never runs twice at once.
 */
@FunctionalInterface
public interface Reconciler<K> {
    /** Throws to be called again after a growing delay. */
    Next reconcile(K key) throws InterruptedException;
}
