package io.navarch.controllers.autoscaling;

/** A metric cannot be had or worked with; the message says why, in upstream's words. */
final class MetricException extends Exception {
    private static final long serialVersionUID = 1;

    MetricException(String message) {
        super(message);
    }

    /** The message, which is always there. */
    String why() {
        return String.valueOf(getMessage());
    }

    /** The same with what was tried before it. */
    MetricException within(String what) {
        return new MetricException(what + ": " + why());
    }
}
