package io.navarch.model.tree;

/** Bytes that are not the wanted object; the message is worded as upstream's decoder words it. */
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DecodeException(String message) {
        super(message);
    }
}
