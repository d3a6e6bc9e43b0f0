package io.navarch.apiserver.discovery;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.kind.Subresource;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the old form of discovery: one document for each group and version. */
final class DiscoveryDocuments {
    private final Kinds kinds;
    private final List<RemoteVersion> remote;
    private final String serverAddress;

    DiscoveryDocuments(Kinds kinds, List<RemoteVersion> remote, String serverAddress) {
        this.kinds = kinds;
        this.remote = remote;
        this.serverAddress = serverAddress;
    }

    /** All documents by their paths. */
    Map<String, byte[]> all() {
        var documents = new TreeMap<String, byte[]>();
        var groups = new ArrayList<Object>();
        for (var group : ServedGroups.groups(kinds, remote)) {
            if (group.isEmpty()) {
                continue;
            }
            var described = group(group);
            groups.add(described);
            documents.put(
                    "/apis/" + group,
                    JsonWriter.bytes(described.with("kind", "APIGroup").with("apiVersion", "v1")));
            for (var version : ServedGroups.versions(kinds, group)) {
                documents.put("/apis/" + group + "/" + version, resourceList(group, version));
            }
        }
        documents.put("/api", coreVersions());
        documents.put("/api/v1", resourceList("", "v1"));
        documents.put(
                "/apis",
                JsonWriter.bytes(
                        Dict.of("apiVersion", "v1", "kind", "APIGroupList").with("groups", List.copyOf(groups))));
        return documents;
    }

    private byte[] coreVersions() {
        var address = Dict.of("clientCIDR", "0.0.0.0/0", "serverAddress", serverAddress);
        return JsonWriter.bytes(Dict.of("kind", "APIVersions", "serverAddressByClientCIDRs", List.of(address))
                .with("versions", ServedGroups.versions(kinds, "")));
    }

    private Dict group(String group) {
        var versions = new ArrayList<Object>();
        for (var version : ServedGroups.versions(kinds, remote, group)) {
            versions.add(Dict.of("groupVersion", group + "/" + version, "version", version));
        }
        return Dict.of("name", group, "versions", List.copyOf(versions)).with("preferredVersion", versions.get(0));
    }

    private byte[] resourceList(String group, String version) {
        var resources = new ArrayList<Dict>();
        for (var served : ServedGroups.resources(kinds, group, version)) {
            resources.add(resource(served));
            for (var subresource : served.version().subresources()) {
                resources.add(subresource(served, subresource));
            }
        }
        resources.sort(Comparator.comparing(resource -> String.valueOf(resource.get("name"))));
        var list = Dict.of("kind", "APIResourceList", "groupVersion", group.isEmpty() ? version : group + "/" + version)
                .with("resources", List.copyOf(resources));
        return JsonWriter.bytes(group.isEmpty() ? list : list.with("apiVersion", "v1"));
    }

    private static Dict resource(ServedKind served) {
        var definition = served.definition();
        var resource = Dict.builder()
                .put("kind", definition.kind())
                .put("name", definition.plural())
                .put("namespaced", definition.namespaced())
                .put("singularName", definition.singular())
                .put("verbs", sorted(definition.verbs()));
        addNicknames(served, resource);
        if (definition.stored()) {
            resource.put("storageVersionHash", storageVersionHash(definition));
        }
        return resource.build();
    }

    /** Short names and categories belong to the current versions: clients must not meet them twice. */
    static void addNicknames(ServedKind served, Dict.Builder resource) {
        var definition = served.definition();
        if (served.version().legacy()) {
            return;
        }
        if (!definition.shortNames().isEmpty()) {
            resource.put("shortNames", List.copyOf(definition.shortNames()));
        }
        if (!definition.categories().isEmpty()) {
            resource.put("categories", List.copyOf(definition.categories()));
        }
    }

    private static Dict subresource(ServedKind served, Subresource subresource) {
        var entry = Dict.builder()
                .put("kind", subresource.kind())
                .put("name", served.definition().plural() + "/" + subresource.name())
                .put("namespaced", served.definition().namespaced())
                .put("singularName", "")
                .put("verbs", sorted(subresource.verbs()));
        boolean foreign = !subresource.group().equals(served.group())
                || !subresource.version().equals(served.version().version());
        if (foreign) {
            entry.put("group", subresource.group()).put("version", subresource.version());
        }
        return entry.build();
    }

    static List<String> sorted(Collection<String> verbs) {
        return verbs.stream().sorted().toList();
    }

    /** Tells clients when the stored form changes: the start of a hash of group, version and kind. */
    private static String storageVersionHash(KindDefinition definition) {
        var version = definition.storageVersion();
        var name = version.group() + "/" + version.version() + "/" + definition.kind();
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
