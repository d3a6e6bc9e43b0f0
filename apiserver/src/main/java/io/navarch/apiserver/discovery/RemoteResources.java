package io.navarch.apiserver.discovery;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.model.tree.Dict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Turns what another server says that it serves, in the old form of discovery, into the aggregated form. */
final class RemoteResources {
    private RemoteResources() {}

    static List<Dict> of(RemoteVersion version) {
        var resources = new TreeMap<String, Dict>();
        var subresources = new TreeMap<String, List<Object>>();
        if (version.resources().get("resources") instanceof List<?> listed) {
            for (var entry : listed) {
                if (entry instanceof Dict resource && resource.get("name") instanceof String name) {
                    int slash = name.indexOf('/');
                    if (slash < 0) {
                        resources.put(name, resource(version, resource, name));
                    } else {
                        subresources
                                .computeIfAbsent(name.substring(0, slash), absent -> new ArrayList<>())
                                .add(Dict.of(
                                                "responseKind",
                                                kind(version, resource),
                                                "subresource",
                                                name.substring(slash + 1))
                                        .with("verbs", verbs(resource)));
                    }
                }
            }
        }
        var all = new ArrayList<Dict>();
        resources.forEach((name, resource) -> all.add(
                subresources.containsKey(name)
                        ? resource.with("subresources", List.copyOf(subresources.get(name)))
                        : resource));
        return all;
    }

    private static Dict resource(RemoteVersion version, Dict resource, String name) {
        var written = Dict.of("resource", name, "responseKind", kind(version, resource))
                .with("scope", Boolean.TRUE.equals(resource.get("namespaced")) ? "Namespaced" : "Cluster")
                .with("singularResource", text(resource, "singularName"))
                .with("verbs", verbs(resource));
        for (var nicknames : List.of("shortNames", "categories")) {
            written = written.with(nicknames, resource.get(nicknames));
        }
        return written;
    }

    private static Dict kind(RemoteVersion version, Dict resource) {
        var group = text(resource, "group");
        var stated = text(resource, "version");
        return AggregatedDocument.kind(
                group.isEmpty() ? version.group() : group,
                stated.isEmpty() ? version.version() : stated,
                text(resource, "kind"));
    }

    private static List<?> verbs(Dict resource) {
        return resource.get("verbs") instanceof List<?> verbs ? verbs : List.of();
    }

    private static String text(Dict object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
