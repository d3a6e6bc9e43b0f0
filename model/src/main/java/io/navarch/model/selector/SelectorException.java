package io.navarch.model.selector;

/** Says why a selector cannot be read, in upstream's words. */
public final class SelectorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SelectorException(String message) {
        super(message);
    }
}
