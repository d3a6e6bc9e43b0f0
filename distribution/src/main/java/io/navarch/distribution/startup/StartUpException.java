package io.navarch.distribution.startup;

import org.jspecify.annotations.Nullable;

/** Something the operator has to know: the message is one line that says what is wrong and what to do about it. */
public final class StartUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartUpException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    public StartUpException(String problem, String remedy, @Nullable Throwable cause) {
        super((problem + ": " + remedy).replace('\n', ' '), cause);
    }

    /** A problem whose remedy nobody knows. */
    public StartUpException(String problem, @Nullable Throwable cause) {
        super(problem.replace('\n', ' '), cause);
    }
}
