package io.navarch.streaming.portforward;

import io.navarch.streaming.Closing;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.spdy.SpdyStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The asking side of {@code portforward.k8s.io}: connections to ports of a pod, many in one SPDY session. */
public final class SpdyPortForwardClient implements Closeable {
    private static final int PROBLEM_LIMIT = 64 * 1024;

    private final SpdySession session;
    private final AtomicInteger requests = new AtomicInteger();

    /** Takes over a session whose upgrade named the pod. */
    public SpdyPortForwardClient(SpdySession session) {
        this.session = session;
    }

    /** A connection to a port of the pod. */
    public Connection connect(int port) throws IOException {
        String request = Integer.toString(requests.getAndIncrement());
        SpdyStream error = session.open(headers(port, request, PortForward.ERROR));
        error.closeOutput();
        return new Connection(session.open(headers(port, request, PortForward.DATA)), error);
    }

    private static Map<String, String> headers(int port, String request, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PortForward.STREAM_TYPE, type);
        headers.put(PortForward.PORT, Integer.toString(port));
        headers.put(PortForward.REQUEST_ID, request);
        return headers;
    }

    @Override
    public void close() {
        session.close();
    }

    /** One forwarded connection. */
    public static final class Connection implements Duplex {
        private final SpdyStream data;
        private final SpdyStream error;

        private Connection(SpdyStream data, SpdyStream error) {
            this.data = data;
            this.error = error;
        }

        @Override
        public InputStream input() {
            return data.input();
        }

        @Override
        public OutputStream output() {
            return data.output();
        }

        @Override
        public void closeOutput() throws IOException {
            data.closeOutput();
        }

        @Override
        public boolean aborted() {
            return data.aborted();
        }

        /** Waits for the server's word on how it went: empty when all was well. */
        public String problem() throws IOException {
            return new String(error.input().readNBytes(PROBLEM_LIMIT), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            Closing.outputQuietly(data);
            data.close();
            error.close();
        }
    }
}
