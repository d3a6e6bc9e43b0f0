package io.navarch.store;

/** The store has been closed. */
public final class StoreClosedException extends StoreException {

    public StoreClosedException() {
        super("the store is closed");
    }
}
