package io.navarch.streaming.portforward;

import io.navarch.streaming.Closing;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.spdy.SpdyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code portforward.k8s.io} in a SPDY session: for each connection the client opens an error and a data stream
 * with one request id, and a connection to the pod's port is joined with the data stream.
 */
public final class SpdyPortForwardServer {
    private static final Logger LOG = System.getLogger(SpdyPortForwardServer.class.getName());

    /** How long one stream of a pair waits for the other. */
    private static final Duration PAIR_PATIENCE = Duration.ofSeconds(30);

    private final SpdySession session;
    private final ForwardedPod pod;
    private final PortConnector connector;
    private final Duration pairPatience;

    /** A stream that waits for the other of its pair, which opens the latch. */
    private record Half(SpdyStream stream, CountDownLatch paired) {}

    /** Halves by request id. Put and taken by the accepting thread, taken by the threads that watch the time. */
    private final Map<String, Half> waiting = new ConcurrentHashMap<>();

    SpdyPortForwardServer(SpdySession session, ForwardedPod pod, PortConnector connector, Duration pairPatience) {
        this.session = session;
        this.pod = pod;
        this.connector = connector;
        this.pairPatience = pairPatience;
    }

    /** Serves until the session ends, on the calling thread; the session is closed then. */
    public static void serve(SpdySession session, ForwardedPod pod, PortConnector connector)
            throws InterruptedException {
        new SpdyPortForwardServer(session, pod, connector, PAIR_PATIENCE).serve();
    }

    void serve() throws InterruptedException {
        try (session) {
            for (Optional<SpdyStream> next = session.accept(); next.isPresent(); next = session.accept()) {
                accept(next.get());
            }
        }
    }

    private void accept(SpdyStream stream) {
        Optional<String> problem = problem(stream.headers());
        if (problem.isPresent()) {
            LOG.log(Level.DEBUG, "refusing a port-forward stream: {0}", problem.get());
            stream.refuse();
            return;
        }
        try {
            stream.reply();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a port-forward client is gone: {0}", e.toString());
            return;
        }
        String id = requestId(stream);
        Half half = waiting.get(id);
        if (half == null) {
            Half first = new Half(stream, new CountDownLatch(1));
            waiting.put(id, first);
            Thread.ofVirtual().name("portforward-pair").start(() -> watch(id, first));
            return;
        }
        SpdyStream other = half.stream();
        if (type(other).equals(type(stream))) {
            String text =
                    "error processing stream for request " + id + ": " + type(stream) + " stream already assigned";
            report(type(stream).equals(PortForward.ERROR) ? other : null, text);
            stream.reset();
        } else if (waiting.remove(id, half)) {
            half.paired().countDown();
            SpdyStream data = type(stream).equals(PortForward.DATA) ? stream : other;
            SpdyStream error = data == stream ? other : stream;
            Thread.ofVirtual().name("portforward").start(() -> forward(data, error));
        } else {
            stream.reset();
        }
    }

    private static Optional<String> problem(Map<String, String> headers) {
        String port = headers.getOrDefault(PortForward.PORT, "");
        String type = headers.getOrDefault(PortForward.STREAM_TYPE, "");
        if (port.isEmpty()) {
            return Optional.of("\"port\" header is required");
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
            return Optional.of("unable to parse \"" + port + "\" as a port");
        }
        if (Integer.parseInt(port) < 1) {
            return Optional.of("port \"" + port + "\" must be > 0");
        }
        if (type.isEmpty()) {
            return Optional.of("\"streamType\" header is required");
        }
        return type.equals(PortForward.DATA) || type.equals(PortForward.ERROR)
                ? Optional.empty()
                : Optional.of("invalid stream type \"" + type + "\"");
    }

    private static String type(SpdyStream stream) {
        return stream.headers().getOrDefault(PortForward.STREAM_TYPE, "");
    }

    /** Clients of 2015 send no request id; they open the error stream and right after it the data stream. */
    private static String requestId(SpdyStream stream) {
        String id = stream.headers().getOrDefault(PortForward.REQUEST_ID, "");
        if (!id.isEmpty()) {
            return id;
        }
        return Integer.toString(type(stream).equals(PortForward.ERROR) ? stream.id() : stream.id() - 2);
    }

    private void watch(String id, Half half) {
        try {
            if (half.paired().await(pairPatience.toNanos(), TimeUnit.NANOSECONDS) || !waiting.remove(id, half)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        SpdyStream stream = half.stream();
        report(type(stream).equals(PortForward.ERROR) ? stream : null, "timed out waiting for streams");
        Closing.outputQuietly(stream);
        stream.reset();
    }

    private void forward(SpdyStream data, SpdyStream error) {
        int port = Integer.parseInt(data.headers().getOrDefault(PortForward.PORT, "0"));
        try (Duplex target = connector.connect(port)) {
            Tunnel.join(new ForwardedStream(data, error), target);
        } catch (IOException e) {
            report(error, pod.problem(port, e));
        } finally {
            Closing.outputQuietly(data);
            Closing.outputQuietly(error);
        }
    }

    /**
     * The data stream of a connection. When the pod has said all, the error stream ends with it: clients wait for that before
     * they let go of their own side.
     */
    private record ForwardedStream(SpdyStream data, SpdyStream error) implements Duplex {
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
            Closing.outputQuietly(error);
        }

        @Override
        public boolean aborted() {
            return data.aborted();
        }

        @Override
        public void close() {
            data.close();
        }
    }

    private static void report(@Nullable SpdyStream error, String text) {
        if (error == null) {
            LOG.log(Level.DEBUG, "{0}", text);
            return;
        }
        try {
            error.output().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a port-forward client is gone: {0}", e.toString());
        }
    }
}
