package io.navarch.kubelet.server;

import io.navarch.streaming.upgrade.HeaderFields;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request.
 *
 * @param path the parts between the slashes, decoded; a trailing slash gives an empty last one
 * @param query all values by their names, decoded
 */
record HttpRequest(String method, List<String> path, Map<String, List<String>> query, HeaderFields headers) {
    private static final int HEAD_LIMIT = 64 * 1024;

    /** What was read is no request; the message may be told to the client. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Reads the next request; empty if the client has no more. */
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        var first = line(in, HEAD_LIMIT);
        if (first == null) {
            return Optional.empty();
        }
        var parts = first.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.") || !parts[1].startsWith("/")) {
            throw new MalformedException("malformed HTTP request \"" + first + "\"");
        }
        var headers = HeaderFields.none();
        int left = HEAD_LIMIT;
        for (var line = line(in, left); line == null || !line.isEmpty(); line = line(in, left)) {
            int colon = line == null ? -1 : line.indexOf(':');
            if (line == null || colon <= 0) {
                throw new MalformedException("malformed MIME header line");
            }
            left -= line.length();
            try {
                headers = headers.with(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw new MalformedException("malformed MIME header line");
            }
        }
        return Optional.of(of(parts[0], parts[1], headers));
    }

    private static HttpRequest of(String method, String target, HeaderFields headers) throws MalformedException {
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        try {
            var parts = Arrays.stream(path.substring(1).split("/", -1))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
            return new HttpRequest(method, parts, query(mark < 0 ? "" : target.substring(mark + 1)), headers);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("invalid URL escape");
        }
    }

    private static Map<String, List<String>> query(String text) {
        var query = new LinkedHashMap<String, List<String>>();
        for (var pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                query.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static @Nullable String line(InputStream in, int limit) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the connection ended within a request");
            }
            if (line.length() >= limit) {
                throw new MalformedException("request header fields too large");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** The first value of a query parameter. */
    Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** Whether a query parameter says yes. */
    boolean flag(String name) {
        return parameter(name)
                .filter(value -> value.equals("1") || value.equals("true"))
                .isPresent();
    }

    String part(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    /** The bytes of the body, which this server has no use for. */
    long contentLength() {
        return headers.first("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }
}
