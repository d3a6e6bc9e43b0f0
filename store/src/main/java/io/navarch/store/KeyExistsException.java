package io.navarch.store;

/** A key that should be created exists already. */
public final class KeyExistsException extends StoreException {
    private final transient Record current;

    public KeyExistsException(Record current) {
        super("key exists: " + current.key() + " (revision " + current.modRevision() + ")");
        this.current = current;
    }

    /** The record that stands in the way. */
    public Record current() {
        return current;
    }
}
