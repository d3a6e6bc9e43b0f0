package io.navarch.apiserver.pipeline;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The path and query of a request line, decoded. */
public record RequestTarget(String path, Map<String, List<String>> query) {

    /**
     * Takes the target of a request line apart.
     *
     * @throws IllegalArgumentException for broken percent encoding
     */
    public static RequestTarget parse(String target) {
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        return new RequestTarget(
                path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8),
                mark < 0 ? Map.of() : query(target.substring(mark + 1)));
    }

    private static Map<String, List<String>> query(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        var query = new LinkedHashMap<String, List<String>>();
        int from = 0;
        while (from <= text.length()) {
            int to = text.indexOf('&', from);
            if (to < 0) {
                to = text.length();
            }
            if (to > from) {
                var pair = text.substring(from, to);
                int equals = pair.indexOf('=');
                var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                query.computeIfAbsent(name, absent -> new ArrayList<>(1))
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
            from = to + 1;
        }
        return query;
    }

    private static String decoded(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
