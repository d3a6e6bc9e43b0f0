package io.navarch.kubelet.hook;

/** A hook did not do what it was to do; the message says why, for the log: events must not show what a hook printed. */
public final class HookException extends Exception {
    private static final long serialVersionUID = 1;

    HookException(String message) {
        super(message, null, false, false);
    }
}
