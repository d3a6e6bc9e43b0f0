package io.navarch.apiserver.proxy;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Passes a request on to a backend as it is, upgrades included, and the answer back. Thread-safe. */
final class HttpProxy {
    private static final Set<String> NOT_SENT = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "content-length",
            "authorization",
            "expect",
            "accept-encoding");
    private static final Set<String> NOT_RETURNED = Set.of(
            "connection", "keep-alive", "transfer-encoding", "trailer", "content-length", "content-type", "upgrade");

    private final BackendClient client;

    HttpProxy(BackendClient client) {
        this.client = client;
    }

    /** What follows {@code /proxy} in the request's path: with its slash, or "" if there is nothing. */
    static String rest(ApiRequest request) {
        var marker = "/" + request.info().name() + "/proxy";
        int at = request.path().indexOf(marker);
        return at < 0 ? "" : request.path().substring(at + marker.length());
    }

    /** @param path of the backend, unencoded */
    ApiResponse pass(ApiRequest request, Backend backend, String path) {
        var rest = rest(request);
        if (rest.isEmpty()
                && (request.method().equals("GET") || request.method().equals("HEAD"))
                && !Upgrades.wanted(request)) {
            // Relative links of the page would else miss the last part of the path.
            var query = new Query().addAll(request.query());
            return new ApiResponse(
                    301,
                    "",
                    Map.of("Location", List.of(request.path() + "/" + query)),
                    ApiResponse.Bytes.of(new byte[0]));
        }
        var target =
                Query.path(path.isEmpty() ? "/" : path).addAll(request.query()).toString();
        try {
            var answer = client.send(backend, request.method(), target, headers(request), request.body());
            return answer.status() == 101
                    ? joined(answer)
                    : returned(answer, location -> location(request, backend, location));
        } catch (IOException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, "error trying to reach service: " + e.getMessage());
        }
    }

    /** What the backend is told of the request's headers. */
    static HeaderFields headers(ApiRequest request) {
        var headers = HeaderFields.none();
        for (var entry : request.headers().entrySet()) {
            if (!NOT_SENT.contains(entry.getKey()) && !entry.getKey().startsWith("impersonate-")) {
                headers = headers.with(entry.getKey(), entry.getValue());
            }
        }
        if (Upgrades.wanted(request)) {
            var protocol = request.header("upgrade");
            return headers.with("Connection", "Upgrade").with("Upgrade", protocol == null ? "" : protocol);
        }
        return headers.with("X-Forwarded-Uri", request.path()).with("Connection", "close");
    }

    /** The answer to an upgrade: what both ends say goes through. */
    static ApiResponse joined(BackendAnswer answer) throws IOException {
        var headers = new LinkedHashMap<String, List<String>>();
        for (var field : answer.headers().all()) {
            if (!field.name().equalsIgnoreCase("connection")) {
                headers.computeIfAbsent(field.name(), absent -> new ArrayList<>())
                        .add(field.value());
            }
        }
        var backend = answer.connection();
        return ApiResponse.takeover(Map.copyOf(headers), connection -> Tunnel.join(connection, backend));
    }

    /** @param locations makes of the place of a redirect one that the client can reach */
    static ApiResponse returned(BackendAnswer answer, UnaryOperator<String> locations) {
        var headers = new LinkedHashMap<String, List<String>>();
        for (var field : answer.headers().all()) {
            if (!NOT_RETURNED.contains(field.name().toLowerCase(Locale.ROOT))) {
                var value = field.name().equalsIgnoreCase("location") ? locations.apply(field.value()) : field.value();
                headers.computeIfAbsent(field.name(), absent -> new ArrayList<>())
                        .add(value);
            }
        }
        return new ApiResponse(
                answer.status(),
                answer.headers().first("Content-Type").orElse(""),
                Map.copyOf(headers),
                new ApiResponse.Stream(new BodyFrames(answer)));
    }

    /** A redirect of the backend within itself, as a path through this proxy. */
    private static String location(ApiRequest request, Backend backend, String location) {
        var root = request.path()
                .substring(0, request.path().length() - rest(request).length());
        if (location.startsWith("/")) {
            return root + location;
        }
        var own = backend.url("");
        return location.startsWith(own) ? root + location.substring(own.length()) : location;
    }
}
