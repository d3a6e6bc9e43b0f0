package io.navarch.model;

/** Says that a text is no quantity, in upstream's words. */
public final class QuantityFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    QuantityFormatException(String message) {
        super(message);
    }
}
