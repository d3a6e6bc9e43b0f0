package io.navarch.apiserver.request;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a path and method mean to authorisation and routing.
 *
 * @param resourceRequest whether it is about a resource below {@code /api/VERSION} or {@code /apis/GROUP/VERSION}
 * @param verb the API verb (get, list, watch, create, update, patch, delete, deletecollection), or the lower-case method
 * @param group "" for core
 * @param subresource "" for none
 * @param name "" for collections
 * @param rest path segments after the sub-resource (proxy requests)
 */
public record RequestInfo(
        boolean resourceRequest,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        List<String> rest) {

    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    /** Reads a decoded path; follows upstream's rules for what is a resource request. */
    public static RequestInfo of(String method, String path, Map<String, List<String>> query) {
        var parts = split(path);
        int first = parts.isEmpty()
                ? -1
                : parts.get(0).equals("api") ? 2 : parts.get(0).equals("apis") ? 3 : -1;
        if (first < 0 || parts.size() <= first) {
            return new RequestInfo(false, method.toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", List.of());
        }
        var group = first == 2 ? "" : parts.get(1);
        var version = parts.get(first - 1);
        var rest = parts.subList(first, parts.size());
        boolean legacyWatch = rest.get(0).equals("watch") && rest.size() > 1;
        if (legacyWatch) {
            rest = rest.subList(1, rest.size());
        }
        var namespace = "";
        if (rest.get(0).equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
                rest = rest.subList(2, rest.size());
            }
        }
        var resource = rest.get(0);
        var name = rest.size() > 1 ? rest.get(1) : "";
        var subresource = rest.size() > 2 ? rest.get(2) : "";
        var remaining = rest.size() > 3 ? List.copyOf(rest.subList(3, rest.size())) : List.<String>of();
        return new RequestInfo(
                true,
                verb(method, name, legacyWatch, query),
                group,
                version,
                namespace,
                resource,
                subresource,
                name,
                remaining);
    }

    private static String verb(String method, String name, boolean legacyWatch, Map<String, List<String>> query) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            case "GET", "HEAD" -> {
                var watch = query.get("watch");
                boolean watching = legacyWatch
                        || watch != null
                                && !watch.isEmpty()
                                && !watch.get(0).equals("false")
                                && !watch.get(0).equals("0");
                yield name.isEmpty() ? (watching ? "watch" : "list") : legacyWatch ? "watch" : "get";
            }
            default -> method.toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static List<String> split(String path) {
        var parts = new java.util.ArrayList<String>();
        for (var part : path.split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** {@code resource} or {@code resource/subresource}, as rules name it. */
    public String qualifiedResource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
}
