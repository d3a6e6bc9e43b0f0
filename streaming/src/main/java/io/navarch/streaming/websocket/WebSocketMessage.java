package io.navarch.streaming.websocket;

import java.nio.charset.StandardCharsets;

/** A whole message. The payload belongs to the receiver. */
public record WebSocketMessage(boolean text, byte[] payload) {
    public String asText() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
