package io.navarch.runtime.activity;

/** Work went on for longer than somebody was ready to wait. The message names it. */
public final class NotQuietException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public NotQuietException(String message) {
        super(message);
    }
}
