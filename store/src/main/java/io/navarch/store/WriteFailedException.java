package io.navarch.store;

/**
 * A write could not be made durable (a full disk, say) and did not happen. Reads go on; a later write may work again.
 */
public final class WriteFailedException extends StoreException {

    public WriteFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
