package io.navarch.apiserver.proxy;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a request says about the protocol that it wants its connection to speak. */
final class Upgrades {
    static final String SPDY = "SPDY/3.1";

    private Upgrades() {}

    static boolean wanted(ApiRequest request) {
        var connection = request.header("connection");
        return connection != null && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    static boolean toWebSocket(ApiRequest request) {
        return wanted(request) && "websocket".equalsIgnoreCase(request.header("upgrade"));
    }

    /** The names in a header that lists protocols. */
    static List<String> offered(ApiRequest request, String header) {
        var value = request.header(header);
        return value == null ? List.of() : WebSocketHandshake.protocols(List.of(value));
    }

    /** The refusal of a request that wants no upgrade. */
    static ApiException required() {
        return ApiException.badRequest("Upgrade request required");
    }

    /** The answer that turns the connection into a WebSocket. */
    static ApiResponse webSocket(ApiRequest request, String subprotocol, ApiResponse.Conversation conversation) {
        var key = request.header("sec-websocket-key");
        if (key == null || key.isEmpty()) {
            throw ApiException.badRequest("Sec-WebSocket-Key is missing");
        }
        var headers = new LinkedHashMap<String, List<String>>();
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Sec-WebSocket-Accept", List.of(WebSocketHandshake.accept(key)));
        if (!subprotocol.isEmpty()) {
            headers.put("Sec-WebSocket-Protocol", List.of(subprotocol));
        }
        return ApiResponse.takeover(Map.copyOf(headers), conversation);
    }
}
