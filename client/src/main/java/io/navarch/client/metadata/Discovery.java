package io.navarch.client.metadata;

import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.Kind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** Asks the server which resources it serves. */
public final class Discovery {
    private final Transport transport;

    public Discovery(Transport transport) {
        this.transport = transport;
    }

    /**
     * A resource in its preferred version.
     *
     * @param verbs what it can do
     */
    public record Served(Kind<PartialObject> kind, List<String> verbs) {}

    /** All top-level resources, each in its group's preferred version. */
    public List<Served> resources() {
        var served = new ArrayList<Served>();
        addVersion("", "v1", served);
        var groups = read("/apis").get("groups");
        if (groups instanceof List<?> list) {
            for (var entry : list) {
                if (entry instanceof Dict group
                        && group.get("name") instanceof String name
                        && group.get("preferredVersion") instanceof Dict preferred
                        && preferred.get("version") instanceof String version) {
                    addVersion(name, version, served);
                }
            }
        }
        return List.copyOf(served);
    }

    private void addVersion(String group, String version, List<Served> served) {
        var path = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        if (!(read(path).get("resources") instanceof List<?> resources)) {
            return;
        }
        for (var entry : resources) {
            if (entry instanceof Dict resource
                    && resource.get("name") instanceof String name
                    && resource.get("kind") instanceof String kind
                    && !name.contains("/")) {
                boolean namespaced = Boolean.TRUE.equals(resource.get("namespaced"));
                var verbs = resource.get("verbs") instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.<String>of();
                served.add(new Served(PartialObject.kind(group, version, kind, name, namespaced), verbs));
            }
        }
    }

    private Dict read(String path) {
        var answer = transport.call(Call.get(path)).orThrow();
        return JsonReader.any(answer.body()) instanceof Dict dict ? dict : Dict.EMPTY;
    }
}
