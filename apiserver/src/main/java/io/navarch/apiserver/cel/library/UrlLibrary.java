package io.navarch.apiserver.cel.library;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.apiserver.cel.library.FunctionLibrary.Arg;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code url}, {@code isURL} and the parts of URLs. */
final class UrlLibrary {
    private static final Arg<URI> URL = new Arg<>(OpaqueType.create("kubernetes.URL"), URI.class);

    private UrlLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .function("url", URL.type(), Args.STRING, text -> {
                    var url = parse(text);
                    if (url == null) {
                        throw new IllegalArgumentException("URL parse error during conversion from string: " + text);
                    }
                    return url;
                })
                .function("isURL", SimpleType.BOOL, Args.STRING, text -> parse(text) != null)
                .member("getScheme", SimpleType.STRING, URL, url -> orEmpty(url.getScheme()))
                .member("getHost", SimpleType.STRING, URL, url -> {
                    var host = orEmpty(url.getHost());
                    return url.getPort() < 0 ? host : host + ":" + url.getPort();
                })
                .member("getHostname", SimpleType.STRING, URL, url -> {
                    var host = orEmpty(url.getHost());
                    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                })
                .member(
                        "getPort",
                        SimpleType.STRING,
                        URL,
                        url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort()))
                .member("getEscapedPath", SimpleType.STRING, URL, url -> orEmpty(url.getRawPath()))
                .member(
                        "getQuery",
                        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        URL,
                        url -> query(orEmpty(url.getRawQuery())));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** An absolute URI or an absolute path, as a request line may have; null if the text is neither. */
    private static @Nullable URI parse(String text) {
        try {
            var url = new URI(text);
            return url.isAbsolute() || text.startsWith("/") ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Map<String, List<String>> query(String raw) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
            }
        }
        return values;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
