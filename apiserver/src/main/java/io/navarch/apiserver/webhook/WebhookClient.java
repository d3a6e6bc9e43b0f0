package io.navarch.apiserver.webhook;

import io.navarch.apiserver.proxy.DialFailure;
import io.navarch.apiserver.proxy.NodeDialer;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks webhooks: posts JSON over HTTPS and gives back the JSON that is answered. Connections are kept and used again.
 * Thread-safe; a call blocks its thread for at most the time that it is given.
 */
public final class WebhookClient implements AutoCloseable {
    private static final int KEPT_PER_SERVER = 16;
    private static final Duration KEPT_FOR = Duration.ofSeconds(90);

    private final ServiceEndpoints services;
    private final NodeDialer dialer;
    private final Clock clock;
    private final TrustedContexts contexts = new TrustedContexts();
    private final Map<Server, Deque<WebhookConnection>> idle = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** What a connection leads to, and whom it trusted. */
    private record Server(String host, InetSocketAddress address, String authorities) {}

    /**
     * @param stores where services and their endpoints are looked up
     * @param dialer opens connections to addresses of pods and of the network
     */
    public WebhookClient(ObjectStores stores, NodeDialer dialer, Clock clock, RandomGenerator random) {
        this.services = new ServiceEndpoints(stores, random);
        this.dialer = dialer;
        this.clock = clock;
    }

    /**
     * Posts a document and returns the one that is answered with a code of success.
     *
     * @throws WebhookCallException in upstream's words: {@code Post "https://…?timeout=10s": context deadline exceeded}
     */
    public byte[] post(WebhookTarget target, Duration timeout, byte[] json) throws WebhookCallException {
        var requestTarget = target.requestTarget(timeout.toSeconds());
        WebhookConnection.Answer answer;
        try {
            answer = exchange(target, requestTarget, timeout, json);
        } catch (IOException e) {
            var url = "https://" + target.authority() + requestTarget;
            throw new WebhookCallException("Post \"" + url + "\": " + TlsFaults.worded(e), e);
        }
        if (answer.status() < 200 || answer.status() > 206) {
            throw new WebhookCallException(AnswerFaults.message(answer), null);
        }
        return answer.body();
    }

    private WebhookConnection.Answer exchange(WebhookTarget target, String requestTarget, Duration timeout, byte[] json)
            throws IOException {
        long deadline = clock.nanos() + timeout.toNanos();
        var address = target.service() == null
                ? InetSocketAddress.createUnresolved(target.host(), target.port())
                : services.find(target.service());
        var server = new Server(target.host(), address, target.authorities());
        var kept = takeIdle(server);
        if (kept != null) {
            try {
                return send(server, kept, target, requestTarget, json, left(deadline));
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // The other end had given the connection up meanwhile: a new one decides.
            }
        }
        var socket = DialFailure.worded(
                address.getHostString(),
                address.getHostString() + ":" + address.getPort(),
                () -> dialer.dial(address.getHostString(), address.getPort()));
        var connection = WebhookConnection.over(
                socket, contexts.trusting(target.authorities()), target, left(deadline), clock.now());
        return send(server, connection, target, requestTarget, json, left(deadline));
    }

    private Duration left(long deadline) throws SocketTimeoutException {
        long nanos = deadline - clock.nanos();
        if (nanos <= 0) {
            throw new SocketTimeoutException();
        }
        return Duration.ofNanos(nanos);
    }

    private WebhookConnection.Answer send(
            Server server,
            WebhookConnection connection,
            WebhookTarget target,
            String requestTarget,
            byte[] json,
            Duration patience)
            throws IOException {
        boolean done = false;
        try {
            var answer = connection.post(target, requestTarget, json, patience);
            done = true;
            return answer;
        } finally {
            if (!done || !keep(server, connection)) {
                connection.close();
            }
        }
    }

    private boolean keep(Server server, WebhookConnection connection) {
        if (!connection.reusable() || closed) {
            return false;
        }
        var queue = idle.get(server);
        if (queue == null) {
            sweep();
            queue = idle.computeIfAbsent(server, key -> new ConcurrentLinkedDeque<>());
        }
        return queue.size() < KEPT_PER_SERVER && queue.offerFirst(connection);
    }

    private @Nullable WebhookConnection takeIdle(Server server) {
        var queue = idle.get(server);
        if (queue == null) {
            return null;
        }
        Instant oldest = clock.now().minus(KEPT_FOR);
        for (var connection = queue.pollFirst(); connection != null; connection = queue.pollFirst()) {
            if (connection.opened().isAfter(oldest)) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    /** Forgets servers that nobody has asked for long: pods come and go. */
    private void sweep() {
        Instant oldest = clock.now().minus(KEPT_FOR);
        idle.forEach((server, queue) -> {
            var last = queue.peekFirst();
            if (last == null || last.opened().isBefore(oldest)) {
                idle.remove(server);
                queue.forEach(WebhookConnection::close);
            }
        });
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        closed = true;
        for (var queue : idle.values()) {
            queue.forEach(WebhookConnection::close);
            queue.clear();
        }
    }
}
