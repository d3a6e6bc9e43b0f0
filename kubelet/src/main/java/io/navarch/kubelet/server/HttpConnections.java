package io.navarch.kubelet.server;

import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.Closing;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket and its connections, each on a virtual thread of its own, with or without TLS. */
final class HttpConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnections.class);
    private static final int BACKLOG = 128;
    private static final int IDLE_MILLIS = 5 * 60 * 1000;
    private static final int HANDSHAKE_MILLIS = 10 * 1000;

    private final @Nullable ServerSocket listener;
    private final Optional<Supplier<SSLContext>> tls;
    private final Front front;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What all requests go to first. */
    @FunctionalInterface
    interface Front {
        void handle(Exchange exchange, List<X509Certificate> clientCertificates)
                throws IOException, InterruptedException;
    }

    private HttpConnections(@Nullable ServerSocket listener, Optional<Supplier<SSLContext>> tls, Front front) {
        this.listener = listener;
        this.tls = tls;
        this.front = front;
    }

    /** Listens in the node's network and begins to serve. */
    static HttpConnections listen(
            NetworkContext network, InetAddress address, int port, Optional<Supplier<SSLContext>> tls, Front front)
            throws IOException {
        ServerSocket listener;
        try {
            listener = network.call(() -> new ServerSocket(port, BACKLOG, address));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot listen on " + address + ":" + port, e);
        }
        var connections = new HttpConnections(listener, tls, front);
        Thread.ofVirtual().name("kubelet-accept").start(() -> connections.accept(listener));
        return connections;
    }

    /** Serves only the connections that are given to it. */
    static HttpConnections unheard(Front front) {
        return new HttpConnections(null, Optional.empty(), front);
    }

    int port() {
        return listener == null ? -1 : listener.getLocalPort();
    }

    /** Serves a connection, on a thread of its own. */
    void take(Socket socket) {
        open.add(socket);
        Thread.ofVirtual().name("kubelet-connection").start(() -> serve(socket));
    }

    private void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("cannot accept a connection: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            plain.setTcpNoDelay(true);
            if (tls.isEmpty()) {
                serve(plain, List.of());
                return;
            }
            plain.setSoTimeout(HANDSHAKE_MILLIS);
            var socket = (SSLSocket) tls.get().get().getSocketFactory().createSocket(plain, null, true);
            try (socket) {
                socket.setUseClientMode(false);
                socket.setWantClientAuth(true);
                socket.startHandshake();
                serve(socket, certificates(socket));
            }
        } catch (IOException e) {
            LOG.debug("a connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            LOG.debug("a connection was given up");
            Thread.currentThread().interrupt();
        } finally {
            open.remove(plain);
        }
    }

    private static List<X509Certificate> certificates(SSLSocket socket) {
        try {
            var certificates = new ArrayList<X509Certificate>();
            for (Certificate certificate : socket.getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    certificates.add(x509);
                }
            }
            return certificates;
        } catch (SSLPeerUnverifiedException e) {
            // The client showed none; it may have a token.
            return List.of();
        }
    }

    private void serve(Socket socket, List<X509Certificate> certificates) throws IOException, InterruptedException {
        var in = new BufferedInputStream(socket.getInputStream());
        boolean more = true;
        while (more) {
            socket.setSoTimeout(IDLE_MILLIS);
            Optional<HttpRequest> request;
            try {
                request = HttpRequest.read(in);
            } catch (HttpRequest.MalformedException e) {
                var none = new HttpRequest("GET", List.of(), Map.of(), HeaderFields.none());
                new Exchange(none, socket, in).text(400, "400 Bad Request: " + e.getMessage());
                return;
            }
            if (request.isEmpty()) {
                return;
            }
            socket.setSoTimeout(0);
            var exchange = new Exchange(request.get(), socket, in);
            exchange.skipBody();
            front.handle(exchange, certificates);
            more = exchange.reusable();
        }
    }

    @Override
    public void close() {
        if (listener != null) {
            Closing.quietly(listener);
        }
        open.forEach(Closing::quietly);
    }
}
