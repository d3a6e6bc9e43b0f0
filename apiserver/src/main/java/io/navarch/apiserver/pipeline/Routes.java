package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.registry.PrettyJson;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The non-resource paths of the server: exact ones and those that answer for everything below them. Immutable. */
public final class Routes implements ApiHandler {
    private final Map<String, ApiHandler> exact;
    private final TreeMap<String, ApiHandler> below;
    private final Supplier<List<String>> listed;

    private Routes(Map<String, ApiHandler> exact, TreeMap<String, ApiHandler> below, Supplier<List<String>> listed) {
        this.exact = exact;
        this.below = below;
        this.listed = listed;
    }

    @Override
    public ApiResponse handle(ApiRequest request) throws InterruptedException {
        var path = request.path();
        if (path.equals("/") || path.isEmpty()) {
            return index();
        }
        var trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var handler = exact.get(trimmed);
        for (var prefix = trimmed; handler == null && prefix.length() > 1; ) {
            prefix = prefix.substring(0, prefix.lastIndexOf('/'));
            handler = below.get(prefix);
        }
        return handler == null ? notFound() : handler.handle(request);
    }

    /** The answer to a path that nobody serves. */
    public static ApiResponse notFound() {
        return ApiResponse.text(404, "404 page not found\n");
    }

    private ApiResponse index() {
        var paths = new ArrayList<>(listed.get());
        paths.addAll(exact.keySet());
        var sorted = paths.stream().distinct().sorted().toList();
        return ApiResponse.json(200, PrettyJson.of(JsonWriter.bytes(Dict.of("paths", sorted))));
    }

    /** Collects routes. Confined to one thread. */
    public static final class Builder {
        private final Map<String, ApiHandler> exact = new TreeMap<>();
        private final TreeMap<String, ApiHandler> below = new TreeMap<>();

        /** Answers this path alone. */
        public Builder at(String path, ApiHandler handler) {
            exact.put(path, handler);
            return this;
        }

        /** Answers every path below this one that has no route of its own, but not the path itself. */
        public Builder below(String path, ApiHandler handler) {
            below.put(path, handler);
            return this;
        }

        /** @param listed paths beyond the exact ones that the list at {@code /} names */
        public Routes build(Supplier<List<String>> listed) {
            return new Routes(Map.copyOf(exact), new TreeMap<>(below), listed);
        }
    }
}
