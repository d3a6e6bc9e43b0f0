package io.navarch.streaming.websocket;

import java.io.IOException;

/** The peer broke the rules of WebSockets, or our limits; the code is the one to close with. */
public final class WebSocketException extends IOException {
    private final int closeCode;

    public WebSocketException(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }

    public int closeCode() {
        return closeCode;
    }
}
