package io.navarch.streaming.spdy;

import java.io.IOException;

/** The peer broke the rules of SPDY, and the session cannot go on. */
public final class SpdyException extends IOException {
    public SpdyException(String message) {
        super(message);
    }

    public SpdyException(String message, Throwable cause) {
        super(message, cause);
    }
}
