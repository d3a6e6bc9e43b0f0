package io.navarch.apiserver.strategy;

/** Nothing of the wanted kind is free; the message says why, in upstream's words. */
final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolExhaustedException(String message) {
        super(message, null, false, false);
    }
}
