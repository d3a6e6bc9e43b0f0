package io.navarch.client;

import java.util.Map;

/**
 * A request to the API server.
 *
 * @param path the path with its query, encoded
 * @param contentType of the body, "" without one
 * @param headers further headers
 */
public record Call(String method, String path, String contentType, byte[] body, Map<String, String> headers) {
    private static final byte[] NOTHING = {};

    public static Call get(String path) {
        return new Call("GET", path, "", NOTHING, Map.of());
    }

    public static Call of(String method, String path, String contentType, byte[] body) {
        return new Call(method, path, contentType, body, Map.of());
    }

    public static Call delete(String path, byte[] options) {
        return new Call("DELETE", path, options.length == 0 ? "" : "application/json", options, Map.of());
    }
}
