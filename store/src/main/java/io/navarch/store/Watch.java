package io.navarch.store;

/** A running watch. */
public interface Watch extends AutoCloseable {

    /** Ends the watch. A call of the listener that is under way may still finish; no further one begins. */
    @Override
    void close();
}
