package io.navarch.bench.http2;

/**
 * What is sent on a stream.
 *
 * @param contentType of the body; without meaning if that is empty
 */
public record Request(String method, String path, String accept, String contentType, byte[] body) {
    public static final String JSON = "application/json";
    private static final byte[] NOTHING = {};

    public static Request get(String path) {
        return get(path, JSON);
    }

    public static Request get(String path, String accept) {
        return new Request("GET", path, accept, "", NOTHING);
    }

    public static Request post(String path, byte[] json) {
        return new Request("POST", path, JSON, JSON, json);
    }

    public static Request put(String path, byte[] json) {
        return new Request("PUT", path, JSON, JSON, json);
    }

    public static Request mergePatch(String path, byte[] json) {
        return new Request("PATCH", path, JSON, "application/merge-patch+json", json);
    }
}
