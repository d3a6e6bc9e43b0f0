package io.navarch.streaming.portforward;

/** Names that the port-forward protocols share. */
public final class PortForward {
    /** In {@code X-Stream-Protocol-Version} of a SPDY upgrade. */
    public static final String PROTOCOL = "portforward.k8s.io";

    /** The WebSocket sub-protocol whose binary messages carry the bytes of a SPDY session with {@link #PROTOCOL}. */
    public static final String TUNNEL_SUBPROTOCOL = "SPDY/3.1+portforward.k8s.io";

    static final String STREAM_TYPE = "streamtype";
    static final String DATA = "data";
    static final String ERROR = "error";
    static final String PORT = "port";
    static final String REQUEST_ID = "requestid";

    private PortForward() {}
}
