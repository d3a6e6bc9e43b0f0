package io.navarch.apiserver.http;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch over a WebSocket: each document is a text message. What the client sends is only listened to for its leaving. */
final class WatchSocket implements ApiResponse.Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(WatchSocket.class);
    private static final String BEARER = "base64url.bearer.authorization.k8s.io.";

    private final ApiResponse.Frames frames;

    private WatchSocket(ApiResponse.Frames frames) {
        this.frames = frames;
    }

    /** The stream as the answer to a request that wants a WebSocket. */
    static ApiResponse answer(ApiResponse.Stream stream, String key, String offered) {
        var headers = new LinkedHashMap<String, List<String>>();
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Sec-WebSocket-Accept", List.of(WebSocketHandshake.accept(key)));
        WebSocketHandshake.protocols(List.of(offered)).stream()
                .filter(name -> !name.startsWith(BEARER))
                .findFirst()
                .ifPresent(name -> headers.put("Sec-WebSocket-Protocol", List.of(name)));
        return ApiResponse.takeover(Map.copyOf(headers), new WatchSocket(stream.frames()));
    }

    @Override
    public void hold(Duplex connection) throws IOException, InterruptedException {
        try (frames;
                var socket = WebSocket.server(connection)) {
            Thread.ofVirtual().name("watch-listener").start(() -> listen(socket));
            for (var document = frames.next(); document != null; document = frames.next()) {
                socket.sendText(new String(document, StandardCharsets.UTF_8));
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
    }

    private void listen(WebSocket socket) {
        try {
            while (socket.receive().isPresent()) {
                LOG.trace("a message to a watch was dropped");
            }
        } catch (IOException e) {
            LOG.debug("a watching client is gone: {}", e.toString());
        } finally {
            frames.close();
        }
    }
}
