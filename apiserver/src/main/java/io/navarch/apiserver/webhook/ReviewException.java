package io.navarch.apiserver.webhook;

/** An answer to a review that is not what it should be. */
final class ReviewException extends Exception {
    private static final long serialVersionUID = 1;

    ReviewException(String message) {
        super(message);
    }
}
