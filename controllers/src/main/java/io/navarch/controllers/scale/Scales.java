package io.navarch.controllers.scale;

import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.autoscaling.v1.Scale;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads and writes scales by the kinds of the objects that have them. Thread-safe; remembers what resource a kind is. */
public final class Scales {
    private final Transport transport;
    private final Map<String, ScaledResource> known = new ConcurrentHashMap<>();

    public Scales(Transport transport) {
        this.transport = transport;
    }

    /**
     * The resource of a kind.
     *
     * @return empty if no such kind is served in that version
     */
    public Optional<ScaledResource> resource(String apiVersion, String kind) {
        var key = apiVersion + "/" + kind;
        var before = known.get(key);
        if (before != null) {
            return Optional.of(before);
        }
        var found = lookUp(apiVersion, kind);
        found.ifPresent(resource -> known.put(key, resource));
        return found;
    }

    private Optional<ScaledResource> lookUp(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        var version = apiVersion.substring(slash + 1);
        var answer = transport.call(Call.get(group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        var resources = JsonReader.any(answer.orThrow().body()) instanceof Dict dict ? dict.get("resources") : null;
        if (!(resources instanceof Iterable<?> entries)) {
            return Optional.empty();
        }
        Dict match = null;
        for (var entry : entries) {
            if (entry instanceof Dict resource
                    && kind.equals(resource.get("kind"))
                    && resource.get("name") instanceof String name
                    && name.indexOf('/') < 0) {
                match = resource;
                break;
            }
        }
        if (match == null || !(match.get("name") instanceof String plural)) {
            return Optional.empty();
        }
        boolean scalable = false;
        for (var entry : entries) {
            scalable |= entry instanceof Dict resource && (plural + "/scale").equals(resource.get("name"));
        }
        boolean namespaced = Boolean.TRUE.equals(match.get("namespaced"));
        return Optional.of(new ScaledResource(group, version, plural, namespaced, scalable));
    }

    /** The scale of an object; empty if there is no such object. */
    public Optional<Scale> find(ScaledResource resource, String namespace, String name) {
        var answer = transport.call(Call.get(resource.path(namespace, name)));
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(read(answer.orThrow().body()));
    }

    /** Writes a scale that was read before; throws Conflict if somebody else wrote in between. */
    public Scale update(ScaledResource resource, Scale scale) {
        var path = resource.path(scale.metadata().namespace(), scale.metadata().name());
        return read(transport
                .call(Call.of("PUT", path, "application/json", JsonWriter.bytes(scale.tree())))
                .orThrow()
                .body());
    }

    /** Forgets a kind's resource, as when it has changed. */
    public void forget(String apiVersion, String kind) {
        known.remove(apiVersion + "/" + kind);
    }

    private static Scale read(byte[] json) {
        return new Scale(JsonReader.struct(Scale.TYPE, json));
    }
}
