package io.navarch.apiserver.proxy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Puts the path and query of a request to a backend together. Confined to one thread. */
final class Query {
    private final StringBuilder target;
    private char separator = '?';

    /** @param segments of the path, unencoded */
    Query(String... segments) {
        target = new StringBuilder();
        for (var segment : segments) {
            target.append('/').append(encoded(segment));
        }
    }

    private Query(StringBuilder target) {
        this.target = target;
    }

    /** For a whole unencoded path. */
    static Query path(String path) {
        var target = new StringBuilder();
        for (int i = 0; i < path.length(); ) {
            int end = path.indexOf('/', i + 1);
            var segment = path.substring(path.charAt(i) == '/' ? i + 1 : i, end < 0 ? path.length() : end);
            target.append('/').append(encoded(segment));
            i = end < 0 ? path.length() : end;
        }
        return new Query(target.isEmpty() ? new StringBuilder("/") : target);
    }

    Query add(String name, String value) {
        target.append(separator).append(encoded(name)).append('=').append(encoded(value));
        separator = '&';
        return this;
    }

    Query addAll(Map<String, List<String>> parameters) {
        parameters.forEach((name, values) -> values.forEach(value -> add(name, value)));
        return this;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
