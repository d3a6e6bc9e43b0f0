package io.navarch.streaming.portforward;

import io.navarch.streaming.BytePipe;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.websocket.ChannelSocket;
import io.navarch.streaming.websocket.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves the WebSocket protocol of port-forward that came before tunnels ({@code v4.channel.k8s.io}): the ports stand
 * in the request, each has one connection, channel 2n carries its data and channel 2n+1 its errors. The first message on
 * each channel is the port, in two bytes, the lower first.
 */
public final class WebSocketPortForwardServer {
    /** What a server offers; the empty name stands for a client that names none. */
    public static final List<String> SUBPROTOCOLS = List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io", "");

    private static final Logger LOG = System.getLogger(WebSocketPortForwardServer.class.getName());
    private static final int PIPE = 256 * 1024;
    private static final int MAX_PORTS = 127;
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(5);

    private final ChannelSocket channels;
    private final ForwardedPod pod;
    private final PortConnector connector;
    private final List<Forward> forwards = new ArrayList<>();

    private WebSocketPortForwardServer(ChannelSocket channels, ForwardedPod pod, PortConnector connector) {
        this.channels = channels;
        this.pod = pod;
        this.connector = connector;
    }

    /**
     * The ports in the request's {@code port} parameters, each of which may list several with commas.
     *
     * @throws IllegalArgumentException with the message for the client, when they are none or wrong
     */
    public static List<Integer> ports(List<String> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("query parameter \"port\" is required");
        }
        List<Integer> ports = new ArrayList<>();
        for (String parameter : parameters) {
            if (parameter.isEmpty()) {
                throw new IllegalArgumentException("query parameter \"port\" cannot be empty");
            }
            for (String text : parameter.split(",", -1)) {
                if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 0xffff) {
                    throw new IllegalArgumentException("unable to parse \"" + parameter + "\" as a port");
                }
                if (Integer.parseInt(text) < 1) {
                    throw new IllegalArgumentException("port \"" + parameter + "\" must be > 0");
                }
                ports.add(Integer.parseInt(text));
            }
        }
        if (ports.size() > MAX_PORTS) {
            throw new IllegalArgumentException("at most " + MAX_PORTS + " ports can be forwarded at once");
        }
        return List.copyOf(ports);
    }

    /** Serves until all connections have ended or the client leaves, and closes the socket. Blocks till then. */
    public static void serve(
            WebSocket socket, boolean base64, List<Integer> ports, ForwardedPod pod, PortConnector connector)
            throws IOException, InterruptedException {
        new WebSocketPortForwardServer(new ChannelSocket(socket, base64), pod, connector).serve(ports);
    }

    private void serve(List<Integer> ports) throws IOException, InterruptedException {
        try (WebSocket socket = channels.socket()) {
            for (int i = 0; i < ports.size(); i++) {
                Forward forward = new Forward(ports.get(i), 2 * i);
                forwards.add(forward);
                byte[] number = {(byte) forward.port, (byte) (forward.port >> 8)};
                channels.send(forward.channel, number, 0, 2);
                channels.send(forward.channel + 1, number, 0, 2);
            }
            List<Thread> threads = new ArrayList<>();
            forwards.forEach(
                    f -> threads.add(Thread.ofVirtual().name("portforward").start(f::run)));
            Thread.ofVirtual().name("portforward-websocket").start(this::readAll);
            for (Thread thread : threads) {
                thread.join();
            }
            socket.closeAfterPeer(WebSocket.NORMAL_CLOSURE, "", LEAVE_PATIENCE);
        }
    }

    private void readAll() {
        try {
            for (var next = channels.receive(); next.isPresent(); next = channels.receive()) {
                byte[] payload = next.get().payload();
                int channel = next.get().channel();
                if (channel >= 0 && channel % 2 == 0 && channel / 2 < forwards.size()) {
                    forwards.get(channel / 2).received.write(payload, 0, payload.length);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a port-forward WebSocket broke: {0}", e.toString());
        } finally {
            forwards.forEach(Forward::clientLeft);
        }
    }

    /** One port's connection. */
    private final class Forward {
        private final int port;
        private final int channel;
        private final BytePipe received = new BytePipe(PIPE);
        private final OutputStream output;
        private volatile boolean left;

        private Forward(int port, int channel) {
            this.port = port;
            this.channel = channel;
            this.output = channels.output(channel);
        }

        private void run() {
            try (Duplex target = connector.connect(port)) {
                // A channel cannot be half-closed: when the pod has said all, the connection is over.
                Thread.ofVirtual().name("portforward-in").start(() -> passInput(target));
                Tunnel.copy(target.input(), output);
            } catch (IOException e) {
                report(pod.problem(port, e));
            } finally {
                received.closeReader();
            }
        }

        private void passInput(Duplex target) {
            try {
                Tunnel.copy(received.input(), target.output());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a forwarded connection broke: {0}", e.toString());
            }
            if (left) {
                target.close();
            }
        }

        private void report(String problem) {
            byte[] text = problem.getBytes(StandardCharsets.UTF_8);
            try {
                channels.send(channel + 1, text, 0, text.length);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a port-forward client is gone: {0}", e.toString());
            }
        }

        private void clientLeft() {
            left = true;
            received.finish();
        }
    }
}
