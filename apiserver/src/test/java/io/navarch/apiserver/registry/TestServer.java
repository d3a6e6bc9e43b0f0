package io.navarch.apiserver.registry;

import io.navarch.apiserver.apply.FieldTracker;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import io.navarch.apiserver.strategy.KindStrategies;
import io.navarch.apiserver.strategy.ServiceRanges;
import io.navarch.apiserver.table.Tables;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.Validation;
import io.navarch.runtime.ManualClock;
import io.navarch.store.memory.MemoryStore;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A registry over a store in memory, spoken to as HTTP clients speak to it. */
final class TestServer implements AutoCloseable {
    final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    final MemoryStore store = new MemoryStore(clock);
    final Map<String, Strategy> strategies = new HashMap<>();
    final Registry registry;

    /** An answer as a client sees it. */
    record Answer(int status, Dict body, Map<String, List<String>> headers) {
        String text(String... path) {
            var value = at(path);
            return value == null ? "" : value.toString();
        }

        @Nullable
        Object at(String... path) {
            Object value = body;
            for (var step : path) {
                value = value instanceof Dict dict
                        ? dict.get(step)
                        : value instanceof List<?> list ? list.get(Integer.parseInt(step)) : null;
            }
            return value;
        }

        List<String> names() {
            var names = new ArrayList<String>();
            int count = ((List<?>) java.util.Objects.requireNonNull(at("items"))).size();
            for (int i = 0; i < count; i++) {
                names.add(text("items", Integer.toString(i), "metadata", "name"));
            }
            return names;
        }
    }

    TestServer() {
        this(stores -> Admission.ALWAYS);
    }

    TestServer(Function<ObjectStores, Admission> admission) {
        registry = new Registry(
                parts(admission, this::strategy, (served, objects, options) -> table(objects), new NoApply()));
    }

    private TestServer(boolean whole) {
        var strategies = new KindStrategies(ServiceRanges.DEFAULT, new Random(7));
        registry =
                new Registry(parts(stores -> Admission.ALWAYS, strategies, new Tables(clock), new FieldTracker(clock)));
    }

    /** A server with the strategies, tables and field bookkeeping of the product. */
    static TestServer whole() {
        return new TestServer(true);
    }

    private RegistryParts parts(
            Function<ObjectStores, Admission> admission, Strategies rules, TableMaker tables, ApplyPatcher apply) {
        return new RegistryParts(
                store,
                clock,
                new Random(7),
                Kinds::builtIn,
                new KindRules(Defaulting.builtIn(), Validation.builtIn()),
                rules,
                admission,
                new Conversions(),
                tables,
                apply,
                Duration.ofHours(1));
    }

    private Strategy strategy(KindDefinition kind, String subresource) {
        return strategies.getOrDefault(
                subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource, Strategy.GENERIC);
    }

    private static byte[] table(Iterable<Struct> objects) {
        var rows = new ArrayList<Object>();
        objects.forEach(object -> rows.add(Metadata.of(object).name()));
        return JsonWriter.bytes(Dict.of("kind", "Table", "rows", List.copyOf(rows)));
    }

    /** Keeps no book of managed fields. */
    private static final class NoApply implements ApplyPatcher {
        @Override
        public Struct apply(ServedKind served, @Nullable Struct live, Struct applied, Writer writer) {
            return applied;
        }

        @Override
        public Struct track(ServedKind served, @Nullable Struct live, Struct wanted, Writer writer) {
            return wanted;
        }
    }

    Answer get(String path) {
        return call("GET", path, "", null);
    }

    Answer post(String path, String json) {
        return call("POST", path, "application/json", json);
    }

    Answer put(String path, String json) {
        return call("PUT", path, "application/json", json);
    }

    Answer merge(String path, String json) {
        return call("PATCH", path, "application/merge-patch+json", json);
    }

    Answer delete(String path) {
        return call("DELETE", path, "", null);
    }

    Answer call(String method, String path, String contentType, @Nullable String body) {
        return call(method, path, Map.of("content-type", contentType), body);
    }

    Answer call(String method, String path, Map<String, String> headers, @Nullable String body) {
        try {
            var answer = registry.handle(request(method, path, headers, body));
            var bytes = ((ApiResponse.Bytes) answer.body()).toByteArray();
            return new Answer(answer.status(), (Dict) JsonReader.any(bytes), answer.headers());
        } catch (ApiException e) {
            var status = (Dict) JsonReader.any(JsonWriter.bytes(e.status().tree()));
            return new Answer(e.code(), status, Map.of());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The frames of a watch; the caller closes them. */
    ApiResponse.Frames watch(String path) {
        return watch(path, Map.of());
    }

    ApiResponse.Frames watch(String path, Map<String, String> headers) {
        try {
            var answer =
                    registry.handle(request("GET", path + (path.contains("?") ? "&" : "?") + "watch=1", headers, null));
            return ((ApiResponse.Stream) answer.body()).frames();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    ApiResponse raw(String method, String path, Map<String, String> headers) {
        try {
            return registry.handle(request(method, path, headers, null));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ApiRequest request(String method, String url, Map<String, String> headers, @Nullable String body) {
        int mark = url.indexOf('?');
        var path = mark < 0 ? url : url.substring(0, mark);
        var query = new LinkedHashMap<String, List<String>>();
        if (mark >= 0) {
            for (var pair : url.substring(mark + 1).split("&")) {
                int equals = pair.indexOf('=');
                var name = pair.substring(0, equals);
                var value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                query.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
            }
        }
        var bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return new ApiRequest(
                method,
                path,
                query,
                headers,
                bytes,
                User.of("admin", User.MASTERS),
                RequestInfo.of(method, path, query));
    }

    static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    static String pod(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}";
    }

    @Override
    public void close() {
        registry.close();
        store.close();
    }
}
