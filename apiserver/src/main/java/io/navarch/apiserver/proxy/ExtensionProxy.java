package io.navarch.apiserver.proxy;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Hands requests on to API servers behind this one. They believe this server's certificate (the front proxy's) and what its
 * headers say of who asks. Thread-safe.
 */
public final class ExtensionProxy {
    private static final int LARGEST = 16 * 1024 * 1024;

    private final BackendClient client;
    private final BackendClient impatient;

    /**
     * Where such a server is.
     *
     * @param tls shows the front proxy's certificate
     * @param certifiedName whom the server's certificate must name; empty if it is not checked
     */
    public record Server(InetSocketAddress address, SSLContext tls, Optional<String> certifiedName) {
        Backend backend() {
            return new Backend(
                    address.getHostString(), address.getPort(), Optional.of(tls), null, certifiedName.orElse(null));
        }
    }

    /** What was answered to a question of this server's own. */
    public record Answer(int status, byte[] body) {}

    /** @param patience how long a server may take for an answer to a question of this server's own */
    public ExtensionProxy(NodeDialer dialer, Duration patience) {
        this.client = new BackendClient(dialer);
        this.impatient = new BackendClient((host, port) -> {
            var socket = dialer.dial(host, port);
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            return socket;
        });
    }

    /** Hands the request on, upgrades and streams included. */
    public ApiResponse pass(ApiRequest request, Server server) {
        var target = Query.path(request.path()).addAll(request.query()).toString();
        try {
            var answer = client.send(
                    server.backend(),
                    request.method(),
                    target,
                    identified(HttpProxy.headers(request), request.user()),
                    request.body());
            return answer.status() == 101 ? HttpProxy.joined(answer) : HttpProxy.returned(answer, place -> place);
        } catch (IOException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + e.getMessage());
        }
    }

    /** Asks for a document as a user. */
    public Answer get(Server server, String path, User user) throws IOException {
        var headers = identified(
                HeaderFields.none().with("Accept", "application/json").with("Connection", "close"), user);
        try (var answer = impatient.send(server.backend(), "GET", path, headers, new byte[0])) {
            return new Answer(answer.status(), answer.body().readNBytes(LARGEST));
        }
    }

    private static HeaderFields identified(HeaderFields sent, User user) {
        var headers = HeaderFields.none();
        for (var field : sent.all()) {
            // Whoever asks cannot say himself who he is.
            if (!field.name().toLowerCase(java.util.Locale.ROOT).startsWith("x-remote-")) {
                headers = headers.with(field.name(), field.value());
            }
        }
        headers = headers.with("X-Remote-User", user.name());
        if (!user.uid().isEmpty()) {
            headers = headers.with("X-Remote-Uid", user.uid());
        }
        for (var group : user.groups()) {
            headers = headers.with("X-Remote-Group", group);
        }
        for (var extra : user.extra().entrySet()) {
            for (var value : extra.getValue()) {
                headers = headers.with("X-Remote-Extra-" + Query.encoded(extra.getKey()), value);
            }
        }
        return headers;
    }
}
