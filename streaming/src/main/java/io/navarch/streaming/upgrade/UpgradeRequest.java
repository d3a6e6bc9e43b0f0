package io.navarch.streaming.upgrade;

import java.util.List;

/**
 * A request to upgrade: the method, the path with its query, and header fields beside Host.
 */
public record UpgradeRequest(String method, String path, HeaderFields headers) {
    public UpgradeRequest {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw new IllegalArgumentException("path \"" + path + "\" of a request");
        }
    }

    /** To SPDY/3.1, offering protocols of Kubernetes, best first. */
    public static UpgradeRequest spdy(String path, List<String> protocols) {
        return new UpgradeRequest(
                "POST",
                path,
                HeaderFields.none()
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "SPDY/3.1")
                        .with("X-Stream-Protocol-Version", protocols)
                        .with("Content-Length", "0"));
    }

    /** To a WebSocket; the key is one of {@code WebSocketHandshake.newKey}. */
    public static UpgradeRequest webSocket(String path, String key, List<String> subprotocols) {
        HeaderFields headers = HeaderFields.none()
                .with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", key);
        return new UpgradeRequest(
                "GET",
                path,
                subprotocols.isEmpty()
                        ? headers
                        : headers.with("Sec-WebSocket-Protocol", String.join(", ", subprotocols)));
    }

    /** With one more header field, such as the credentials. */
    public UpgradeRequest with(String name, String value) {
        return new UpgradeRequest(method, path, headers.with(name, value));
    }
}
