package io.navarch.controllers;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A server of untyped objects by path, in memory: create, read, list, update, merge patches, deletion with finalizers and
 * preconditions. No admission, no validation, no watch; fixed answers, such as discovery's, can be put at any path.
 */
public final class FakeApi implements Transport {
    private final Map<String, Dict> objects = new TreeMap<>();
    private final Map<String, String> fixed = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private long version = 100;

    /** An answer that is always the same. */
    public void fix(String path, String json) {
        fixed.put(path, json.replace('\'', '"'));
    }

    public synchronized void put(String path, String json) {
        var object = (Dict) JsonReader.any(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        objects.put(path, stamped(object));
    }

    public synchronized boolean has(String path) {
        return objects.containsKey(path);
    }

    public synchronized String text(String path) {
        return JsonWriter.text(objects.getOrDefault(path, Dict.EMPTY));
    }

    /** Methods and paths of writes, with the bodies of deletions. */
    public synchronized List<String> writes() {
        return calls;
    }

    private Dict stamped(Dict object) {
        return object.with("metadata", metadata(object).with("resourceVersion", Long.toString(++version)));
    }

    private static Dict metadata(Dict object) {
        return object.get("metadata") instanceof Dict metadata ? metadata : Dict.EMPTY;
    }

    @Override
    public synchronized Answer call(Call call) {
        int query = call.path().indexOf('?');
        var path = query < 0 ? call.path() : call.path().substring(0, query);
        if (!call.method().equals("GET")) {
            calls.add(call.method() + " " + path
                    + (call.method().equals("DELETE") ? " " + new String(call.body(), StandardCharsets.UTF_8) : ""));
        }
        if (fixed.containsKey(path) && call.method().equals("GET")) {
            return answer(200, fixed.get(path));
        }
        var target = path.replaceFirst("/(status|finalize)$", "");
        var stored = objects.get(target);
        return switch (call.method()) {
            case "GET" -> stored != null ? answer(200, JsonWriter.text(stored)) : list(path);
            case "POST" -> create(path, body(call));
            case "PUT" -> stored == null ? failure(404, "NotFound") : replace(target, stored, body(call));
            case "PATCH" -> stored == null ? failure(404, "NotFound") : patch(target, stored, body(call));
            case "DELETE" -> delete(path, stored, call.body().length == 0 ? Dict.EMPTY : body(call));
            default -> failure(405, "MethodNotAllowed");
        };
    }

    private static Dict body(Call call) {
        return (Dict) JsonReader.any(call.body());
    }

    private static Answer answer(int status, String json) {
        return new Answer(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer failure(int code, String reason) {
        return answer(
                code,
                "{\"kind\":\"Status\",\"code\":" + code + ",\"reason\":\"" + reason + "\",\"message\":\"" + reason
                        + "\"}");
    }

    private Answer list(String path) {
        boolean known = Character.isLowerCase(path.charAt(path.length() - 1)) && path.endsWith("s");
        if (!known) {
            return failure(404, "NotFound");
        }
        var items = new ArrayList<String>();
        objects.forEach((at, object) -> {
            if (at.startsWith(path + "/") && at.indexOf('/', path.length() + 1) < 0) {
                items.add(JsonWriter.text(object));
            }
        });
        return answer(
                200,
                "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":["
                        + String.join(",", items) + "]}");
    }

    private Answer create(String collection, Dict object) {
        var name = metadata(object).get("name");
        var path = collection + "/" + (name == null ? metadata(object).get("generateName") + "x" + version : name);
        if (objects.containsKey(path)) {
            return failure(409, "AlreadyExists");
        }
        var made = stamped(object.with(
                "metadata",
                metadata(object)
                        .with("name", path.substring(path.lastIndexOf('/') + 1))
                        .with("uid", "uid-" + version)));
        objects.put(path, made);
        return answer(201, JsonWriter.text(made));
    }

    private Answer replace(String path, Dict stored, Dict object) {
        var claimed = metadata(object).get("resourceVersion");
        if (claimed != null && !claimed.equals(metadata(stored).get("resourceVersion"))) {
            return failure(409, "Conflict");
        }
        return store(path, object);
    }

    private Answer patch(String path, Dict stored, Dict patch) {
        var uid = metadata(patch).get("uid");
        if (uid != null && !uid.equals(metadata(stored).get("uid"))) {
            return failure(409, "Conflict");
        }
        return replace(path, stored, merge(stored, patch));
    }

    private static Dict merge(Dict target, Dict patch) {
        var merged = new Dict[] {target};
        patch.forEachMember((name, value) -> merged[0] = merged[0].with(
                name,
                value instanceof Dict dict
                        ? merge(merged[0].get(name) instanceof Dict old ? old : Dict.EMPTY, dict)
                        : value));
        return merged[0];
    }

    private Answer store(String path, Dict object) {
        var changed = stamped(object);
        if (metadata(changed).get("deletionTimestamp") != null
                && finalizers(changed).isEmpty()) {
            objects.remove(path);
        } else {
            objects.put(path, changed);
        }
        return answer(200, JsonWriter.text(changed));
    }

    private static List<?> finalizers(Dict object) {
        return metadata(object).get("finalizers") instanceof List<?> list ? list : List.of();
    }

    private Answer delete(String path, @Nullable Dict stored, Dict options) {
        if (stored == null) {
            var within = objects.keySet().stream()
                    .filter(at -> at.startsWith(path + "/"))
                    .toList();
            within.forEach(at -> delete(at, objects.get(at), options));
            return within.isEmpty() ? failure(404, "NotFound") : answer(200, "{}");
        }
        if (options.get("preconditions") instanceof Dict conditions) {
            var uid = conditions.get("uid");
            var wanted = conditions.get("resourceVersion");
            if (uid != null && !uid.equals(metadata(stored).get("uid"))
                    || wanted != null && !wanted.equals(metadata(stored).get("resourceVersion"))) {
                return failure(409, "Conflict");
            }
        }
        return store(path, stored.with("metadata", metadata(stored).with("deletionTimestamp", "2026-01-01T00:00:00Z")));
    }

    @Override
    public Frames watch(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream stream(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
