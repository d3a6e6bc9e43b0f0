package io.navarch.streaming.remotecommand;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the remote command protocol. From 3 on there are terminal sizes, from 4 on the error stream carries a
 * Status as JSON instead of plain text, and 5, for WebSockets only, can end one channel.
 */
public enum CommandProtocol {
    V1("channel.k8s.io"),
    V2("v2.channel.k8s.io"),
    V3("v3.channel.k8s.io"),
    V4("v4.channel.k8s.io"),
    V5("v5.channel.k8s.io");

    /** What a SPDY server offers, best first. */
    public static final List<String> OVER_SPDY = List.of(V4.text, V3.text, V2.text, V1.text);

    /** What a WebSocket server offers; the empty name stands for a client that names none and means version 1. */
    public static final List<String> OVER_WEBSOCKET =
            List.of(V5.text, V4.text, "v4.base64.channel.k8s.io", V1.text, "base64.channel.k8s.io", "");

    private static final String BASE64 = "base64.";

    private final String text;

    CommandProtocol(String text) {
        this.text = text;
    }

    /** The name in {@code X-Stream-Protocol-Version} and {@code Sec-WebSocket-Protocol}. */
    public String text() {
        return text;
    }

    /** The version of a negotiated name, with or without base64; no name is the first version. */
    public static Optional<CommandProtocol> named(String name) {
        if (name.isEmpty()) {
            return Optional.of(V1);
        }
        String plain = name.replace(BASE64, "");
        return Arrays.stream(values()).filter(p -> p.text.equals(plain)).findFirst();
    }

    /** Whether a WebSocket sub-protocol puts its messages into base64 text. */
    public static boolean isBase64(String name) {
        return name.contains(BASE64);
    }

    public boolean hasResize() {
        return compareTo(V3) >= 0;
    }

    public boolean hasStatus() {
        return compareTo(V4) >= 0;
    }

    public boolean hasChannelClose() {
        return this == V5;
    }
}
