package io.navarch.apiserver.discovery;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The aggregated form of discovery: every resource of every group in one document.
 *
 * @param etag with its quotes
 */
record AggregatedDocument(byte[] json, String etag) {

    /** @param apiVersion v2 or v2beta1 */
    static AggregatedDocument core(Kinds kinds, String apiVersion) {
        return document(List.of(group(kinds, List.of(), "")), apiVersion);
    }

    /** @param apiVersion v2 or v2beta1 */
    static AggregatedDocument groups(Kinds kinds, List<RemoteVersion> remote, String apiVersion) {
        var groups = new ArrayList<Object>();
        for (var group : ServedGroups.groups(kinds, remote)) {
            if (!group.isEmpty()) {
                groups.add(group(kinds, remote, group));
            }
        }
        return document(groups, apiVersion);
    }

    private static AggregatedDocument document(List<Object> items, String apiVersion) {
        var json = JsonWriter.bytes(Dict.builder()
                .put("apiVersion", "apidiscovery.k8s.io/" + apiVersion)
                .put("items", List.copyOf(items))
                .put("kind", "APIGroupDiscoveryList")
                .put("metadata", Dict.EMPTY)
                .build());
        try {
            var hash = MessageDigest.getInstance("SHA-512").digest(json);
            return new AggregatedDocument(
                    json, '"' + HexFormat.of().withUpperCase().formatHex(hash) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Dict group(Kinds kinds, List<RemoteVersion> remote, String group) {
        var versions = new ArrayList<Object>();
        for (var version : ServedGroups.versions(kinds, remote, group)) {
            var resources = new ArrayList<Object>();
            var other = remote.stream()
                    .filter(known ->
                            known.group().equals(group) && known.version().equals(version))
                    .findFirst();
            if (other.isPresent()) {
                resources.addAll(RemoteResources.of(other.get()));
            } else {
                ServedGroups.resources(kinds, group, version).forEach(served -> resources.add(resource(served)));
            }
            versions.add(Dict.builder()
                    .put("freshness", "Current")
                    .put("resources", List.copyOf(resources))
                    .put("version", version)
                    .build());
        }
        var metadata = Dict.of("creationTimestamp", JsonNull.NULL);
        return Dict.of(
                "metadata",
                group.isEmpty() ? metadata : metadata.with("name", group),
                "versions",
                List.copyOf(versions));
    }

    private static Dict resource(ServedKind served) {
        var definition = served.definition();
        var resource = Dict.builder()
                .put("resource", definition.plural())
                .put("responseKind", kind(served.group(), served.version().version(), definition.kind()))
                .put("scope", definition.namespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", definition.singular())
                .put("verbs", DiscoveryDocuments.sorted(definition.verbs()));
        DiscoveryDocuments.addNicknames(served, resource);
        var subresources = new ArrayList<Object>();
        for (var subresource : served.version().subresources()) {
            subresources.add(Dict.builder()
                    .put("responseKind", kind(subresource.group(), subresource.version(), subresource.kind()))
                    .put("subresource", subresource.name())
                    .put("verbs", DiscoveryDocuments.sorted(subresource.verbs()))
                    .build());
        }
        if (!subresources.isEmpty()) {
            resource.put("subresources", List.copyOf(subresources));
        }
        return resource.build();
    }

    static Dict kind(String group, String version, String kind) {
        return Dict.of("group", group, "kind", kind).with("version", version);
    }
}
