package io.navarch.kubelet.server;

import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.upgrade.HeaderFields;
import io.navarch.streaming.upgrade.StreamNegotiation;
import io.navarch.streaming.upgrade.UpgradeClient;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.upgrade.UpgradeTarget;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Turns connections into SPDY sessions and WebSockets: our own, or tunnels to the engine's streaming server. */
final class Upgrades {
    private static final Set<String> PASSED_ON = Set.of(
            "connection",
            "upgrade",
            "origin",
            "user-agent",
            "content-length",
            "x-stream-protocol-version",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol");
    private static final Set<String> HANDED_BACK = Set.of(
            "upgrade",
            "x-stream-protocol-version",
            "x-accepted-stream-protocol-versions",
            "sec-websocket-accept",
            "sec-websocket-protocol");

    private Upgrades() {}

    static StreamNegotiation.Kind kind(Exchange exchange) {
        var headers = exchange.request().headers();
        return StreamNegotiation.kind(headers.values("Connection"), headers.values("Upgrade"));
    }

    static void refuse(Exchange exchange) throws IOException {
        exchange.text(400, "Upgrade request required");
    }

    /** Asks the engine's streaming server, in the node's network, for what the client asked, and joins the two. */
    static void forward(Exchange exchange, URI url, NetworkContext network) throws IOException {
        if (kind(exchange) == StreamNegotiation.Kind.NONE) {
            refuse(exchange);
            return;
        }
        var path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        var headers = only(PASSED_ON, exchange.request().headers());
        var request = new UpgradeRequest(exchange.request().method(), path, headers);
        var target = UpgradeTarget.plain(url.getHost(), url.getPort());
        switch (ask(network, target, request)) {
            case UpgradeResponse.Refused refused ->
                exchange.respond(
                        refused.status(),
                        refused.headers().first("Content-Type").orElse("text/plain; charset=utf-8"),
                        refused.body(),
                        only(HANDED_BACK, refused.headers()));
            case UpgradeResponse.Upgraded upgraded -> {
                var client = exchange.switchProtocols(only(HANDED_BACK, upgraded.headers()));
                Tunnel.join(client, upgraded.connection());
            }
        }
    }

    private static UpgradeResponse ask(NetworkContext network, UpgradeTarget target, UpgradeRequest request)
            throws IOException {
        try {
            return network.call(() -> new UpgradeClient().upgrade(target, request));
        } catch (IOException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            throw new IOException("cannot reach the engine's streaming server: " + e, e);
        }
    }

    private static HeaderFields only(Set<String> names, HeaderFields headers) {
        var kept = HeaderFields.none();
        for (var field : headers.all()) {
            if (names.contains(field.name().toLowerCase(Locale.ROOT))) {
                kept = kept.with(field.name(), field.value());
            }
        }
        return kept;
    }

    /** What an upgraded connection speaks. */
    record Agreed<T>(String protocol, T connection) {}

    /** Agrees on one of the protocols over SPDY; empty if the client has been refused. */
    static Optional<Agreed<Duplex>> spdy(Exchange exchange, List<String> supported) throws IOException {
        var offered = exchange.request().headers().values(StreamNegotiation.PROTOCOL_VERSION);
        return switch (StreamNegotiation.choose(offered, supported)) {
            case StreamNegotiation.Chosen chosen -> {
                var answer = HeaderFields.none()
                        .with("Upgrade", "SPDY/3.1")
                        .with(StreamNegotiation.PROTOCOL_VERSION, chosen.protocol());
                yield Optional.of(new Agreed<>(chosen.protocol(), exchange.switchProtocols(answer)));
            }
            case StreamNegotiation.Refused refused -> {
                var headers = HeaderFields.none().with(StreamNegotiation.ACCEPTED_VERSIONS, refused.accepted());
                exchange.respond(
                        refused.status(),
                        "text/plain; charset=utf-8",
                        refused.message().getBytes(StandardCharsets.UTF_8),
                        headers);
                yield Optional.empty();
            }
        };
    }

    /** Agrees on one of the sub-protocols over a WebSocket; empty if the client has been refused. */
    static Optional<Agreed<WebSocket>> webSocket(Exchange exchange, List<String> supported) throws IOException {
        var headers = exchange.request().headers();
        var offered = WebSocketHandshake.protocols(headers.values("Sec-WebSocket-Protocol"));
        var chosen = offered.isEmpty() && supported.contains("")
                ? Optional.of("")
                : WebSocketHandshake.choose(offered, supported);
        var key = headers.first("Sec-WebSocket-Key").orElse("");
        if (chosen.isEmpty() || key.isEmpty()) {
            exchange.text(
                    400,
                    "unable to upgrade: unable to negotiate protocol: client supports " + offered + ", server accepts "
                            + supported);
            return Optional.empty();
        }
        var answer = HeaderFields.none()
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Accept", WebSocketHandshake.accept(key));
        var full = chosen.get().isEmpty() ? answer : answer.with("Sec-WebSocket-Protocol", chosen.get());
        return Optional.of(new Agreed<>(chosen.get(), WebSocket.server(exchange.switchProtocols(full))));
    }
}
