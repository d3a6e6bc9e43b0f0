package io.navarch.bench.http2;

/** The server did not keep to the protocol, or ended the connection. */
public final class Http2Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Http2Exception(String message) {
        super(message);
    }
}
