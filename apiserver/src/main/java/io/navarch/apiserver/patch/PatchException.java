package io.navarch.apiserver.patch;

/** A patch that cannot be read, or does not fit the document. */
public final class PatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PatchException(String message) {
        super(message, null, false, false);
    }
}
