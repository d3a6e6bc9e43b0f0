package io.navarch.network;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.Transport;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.tree.JsonWriter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An API server's memory of some kinds: list, watch, get, create and update, without rules. */
public final class FakeApi implements Transport {
    private final List<Kind<?>> kinds;
    private final Map<String, KubeObject<?>> objects = new TreeMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private long version = 1;

    public FakeApi(Kind<?>... kinds) {
        this.kinds = List.of(kinds);
    }

    public KubeClient client() {
        return new KubeClient(this);
    }

    public <T extends KubeObject<T>> T put(T object) {
        return store(object, path(object));
    }

    public synchronized void remove(KubeObject<?> object) {
        var gone = objects.remove(path(object));
        if (gone != null) {
            version++;
            tell("DELETED", gone);
        }
    }

    private static String path(KubeObject<?> object) {
        var kind = object.descriptor();
        var namespace = kind.namespaced() ? "/namespaces/" + object.namespace() : "";
        return kind.basePath() + namespace + "/" + kind.resource() + "/" + object.name();
    }

    private synchronized <T extends KubeObject<T>> T store(T object, String path) {
        var stored = object.withMetadata(object.metadata().withResourceVersion(Long.toString(++version)));
        var before = objects.put(path, stored);
        tell(before == null ? "ADDED" : "MODIFIED", stored);
        return stored;
    }

    private void tell(String type, KubeObject<?> object) {
        var event = "{\"type\":\"" + type + "\",\"object\":" + json(object) + "}";
        for (var watcher : watchers) {
            if (watcher.kind.resource().equals(object.descriptor().resource())) {
                watcher.frames.add(event.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String json(KubeObject<?> object) {
        return new String(JsonWriter.bytes(object.tree()), StandardCharsets.UTF_8);
    }

    private Kind<?> kindOf(String path) {
        for (var kind : kinds) {
            var rest = path.startsWith(kind.basePath() + "/")
                    ? path.substring(kind.basePath().length() + 1)
                    : "";
            var resource = rest.replaceFirst("^namespaces/[^/]+/", "").replaceFirst("/.*", "");
            if (resource.equals(kind.resource())) {
                return kind;
            }
        }
        throw new AssertionError("no such kind: " + path);
    }

    @Override
    public synchronized Answer call(Call call) {
        var path = call.path().replaceFirst("\\?.*", "").replaceFirst("/status$", "");
        var kind = kindOf(path);
        boolean collection = path.endsWith("/" + kind.resource());
        return switch (call.method()) {
            case "GET" -> collection ? list(kind) : get(path);
            case "POST", "PUT" -> write(kind, call);
            case "DELETE" -> {
                var object = objects.get(path);
                if (object != null) {
                    remove(object);
                }
                yield answer(object == null ? 404 : 200, "{}");
            }
            default -> throw new AssertionError(call.method());
        };
    }

    private <T extends KubeObject<T>> Answer write(Kind<T> kind, Call call) {
        var object = kind.read(call.body());
        return answer(call.method().equals("POST") ? 201 : 200, json(store(object, path(object))));
    }

    private Answer get(String path) {
        var object = objects.get(path);
        return object == null
                ? answer(404, "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}")
                : answer(200, json(object));
    }

    private Answer list(Kind<?> kind) {
        var items = new ArrayList<String>();
        for (var object : objects.values()) {
            if (object.descriptor().resource().equals(kind.resource())) {
                items.add(json(object));
            }
        }
        return answer(
                200,
                "{\"kind\":\"" + kind.name() + "List\",\"apiVersion\":\"" + kind.apiVersion()
                        + "\",\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":["
                        + String.join(",", items) + "]}");
    }

    private static Answer answer(int status, String json) {
        return new Answer(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells of every object first: an informer takes what it knows already for no change. */
    @Override
    public synchronized Frames watch(Call call) {
        var watcher = new Watcher(kindOf(call.path().replaceFirst("\\?.*", "")));
        watchers.add(watcher);
        for (var object : objects.values()) {
            if (object.descriptor().resource().equals(watcher.kind.resource())) {
                watcher.frames.add(
                        ("{\"type\":\"MODIFIED\",\"object\":" + json(object) + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
        return watcher;
    }

    @Override
    public InputStream stream(Call call) {
        throw new AssertionError("no streams here");
    }

    @Override
    public void close() {
        watchers.forEach(Watcher::close);
    }

    private static final class Watcher implements Frames {
        private static final byte[] END = {};
        private final Kind<?> kind;
        private final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

        Watcher(Kind<?> kind) {
            this.kind = kind;
        }

        @Override
        public byte @org.jspecify.annotations.Nullable [] next() throws InterruptedException {
            var frame = frames.take();
            return frame == END ? null : frame;
        }

        @Override
        public void close() {
            frames.add(END);
        }
    }
}
