package io.navarch.apiserver.openapi;

import io.navarch.model.kind.ServedKind;
import io.navarch.model.kind.Subresource;
import io.navarch.model.tree.Dict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes the operations of kinds. Confined to one thread; used for one document. */
final class PathWriter {
    private static final List<String> PATCH_TYPES = List.of(
            "application/apply-patch+yaml",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json");
    private static final List<String> READ_TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private final Dialect dialect;
    private final SchemaWriter schemas;
    private final Map<String, Object> paths = new TreeMap<>();

    PathWriter(Dialect dialect, SchemaWriter schemas) {
        this.dialect = dialect;
        this.schemas = schemas;
    }

    Dict paths() {
        return Dict.of(paths);
    }

    /** Adds the paths of the kind in its version. */
    void add(ServedKind served) {
        var definition = served.definition();
        schemas.need(served.version().type());
        var base = served.group().isEmpty()
                ? "/api/" + served.version().version()
                : "/apis/" + served.group() + "/" + served.version().version();
        var verbs = definition.verbs();
        var collection = definition.namespaced()
                ? base + "/namespaces/{namespace}/" + definition.plural()
                : base + "/" + definition.plural();
        var item = collection + "/{name}";
        var place = new Place(served, "", definition.namespaced(), false);
        operation(collection, "get", place, verbs.contains("list"), "list");
        operation(collection, "post", place, verbs.contains("create"), "post");
        operation(collection, "delete", place, verbs.contains("deletecollection"), "deletecollection");
        if (definition.namespaced() && verbs.contains("list")) {
            var everywhere = new Place(served, "", false, false);
            operation(base + "/" + definition.plural(), "get", everywhere, true, "list");
        }
        var named = new Place(served, "", definition.namespaced(), true);
        operation(item, "get", named, verbs.contains("get"), "get");
        operation(item, "put", named, verbs.contains("update"), "put");
        operation(item, "patch", named, verbs.contains("patch"), "patch");
        operation(item, "delete", named, verbs.contains("delete"), "delete");
        for (var subresource : served.version().subresources()) {
            add(item, served, subresource);
        }
    }

    private void add(String item, ServedKind served, Subresource subresource) {
        var path = item + "/" + subresource.name();
        var place = new Place(served, subresource.name(), served.definition().namespaced(), true);
        var verbs = subresource.verbs();
        boolean connect = Set.of("exec", "attach", "portforward", "proxy").contains(subresource.name());
        operation(path, "get", place, verbs.contains("get"), connect ? "connect" : "get");
        operation(path, "post", place, verbs.contains("create"), connect ? "connect" : "post");
        operation(path, "put", place, verbs.contains("update"), connect ? "connect" : "put");
        operation(path, "patch", place, verbs.contains("patch"), connect ? "connect" : "patch");
        operation(path, "delete", place, verbs.contains("delete"), connect ? "connect" : "delete");
    }

    /** Where an operation stands. */
    private record Place(ServedKind served, String subresource, boolean namespaced, boolean named) {
        Dict kind() {
            var definition = served.definition();
            var found = subresource.isEmpty()
                    ? null
                    : served.version().subresource(subresource).orElse(null);
            return found == null
                    ? gvk(served.group(), served.version().version(), definition.kind())
                    : gvk(found.group(), found.version(), found.kind());
        }

        private static Dict gvk(String group, String version, String kind) {
            return Dict.of("group", group, "kind", kind).with("version", version);
        }
    }

    private void operation(String path, String method, Place place, boolean served, String action) {
        if (!served) {
            return;
        }
        var before = paths.get(path) instanceof Dict known ? known : Dict.of("parameters", pathParameters(place));
        paths.put(path, before.with(method, operation(method, place, action)));
    }

    private Dict operation(String method, Place place, String action) {
        var definition = place.served.definition();
        var operation = Dict.builder()
                .put("description", action + " " + definition.kind())
                .put("operationId", operationId(method, place, action))
                .put("responses", responses(place, action))
                .put("tags", List.of(tag(place.served)))
                .put("x-kubernetes-action", action)
                .put("x-kubernetes-group-version-kind", place.kind());
        var parameters = parameters(action);
        if (dialect == Dialect.V2) {
            operation
                    .put("produces", readTypes(place))
                    .put("consumes", action.equals("patch") ? patchTypes(place) : List.of("*/*"));
            operation.put("schemes", List.of("https"));
            if (Set.of("post", "put", "patch").contains(action)) {
                parameters.add(Dict.builder()
                        .put("in", "body")
                        .put("name", "body")
                        .put("required", true)
                        .put("schema", body(place, action))
                        .build());
            }
        } else if (Set.of("post", "put", "patch").contains(action)) {
            operation.put("requestBody", requestBody(place, action));
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", List.copyOf(parameters));
        }
        return operation.build();
    }

    /** Custom resources have no protocol buffers and no strategic merge. */
    private static List<String> readTypes(Place place) {
        return place.served.definition().custom() ? READ_TYPES.subList(0, 2) : READ_TYPES;
    }

    private static List<String> patchTypes(Place place) {
        return place.served.definition().custom() ? PATCH_TYPES.subList(0, 3) : PATCH_TYPES;
    }

    private Dict body(Place place, String action) {
        if (action.equals("patch")) {
            return Dict.of("type", "object");
        }
        return reference(place);
    }

    private Dict requestBody(Place place, String action) {
        var content = Dict.builder();
        for (var type : action.equals("patch") ? patchTypes(place) : List.of("*/*")) {
            content.put(type, Dict.of("schema", body(place, action)));
        }
        return Dict.of("content", content.build(), "required", true);
    }

    private Dict responses(Place place, String action) {
        if (action.equals("connect")) {
            return Dict.of("200", Dict.of("description", "OK"));
        }
        var schema = action.equals("list") ? listReference(place) : reference(place);
        if (dialect == Dialect.V2) {
            return Dict.of("200", Dict.of("description", "OK", "schema", schema));
        }
        var content = Dict.builder();
        for (var type : readTypes(place)) {
            content.put(type, Dict.of("schema", schema));
        }
        return Dict.of("200", Dict.of("description", "OK", "content", content.build()));
    }

    private Dict reference(Place place) {
        var type = place.served.version().type();
        if (!place.subresource.isEmpty()) {
            var found = place.served.version().subresource(place.subresource).orElse(null);
            if (found != null && !found.kind().equals(place.served.definition().kind())) {
                return Dict.of("type", "object");
            }
        }
        return Dict.of("$ref", dialect.reference(type.name()));
    }

    private Dict listReference(Place place) {
        if (place.served.definition().custom()) {
            return Dict.of(
                    "$ref",
                    dialect.reference(schemas.needList(place.served.version().type())));
        }
        var name = place.served.version().type().name() + "List";
        schemas.need(name);
        return io.navarch.model.schema.Schema.builtIn().find(name) == null
                ? Dict.of("type", "object")
                : Dict.of("$ref", dialect.reference(name));
    }

    private List<Object> pathParameters(Place place) {
        var parameters = new ArrayList<Object>();
        if (place.named) {
            parameters.add(parameter("name", "path", "string"));
        }
        if (place.namespaced) {
            parameters.add(parameter("namespace", "path", "string"));
        }
        parameters.add(parameter("pretty", "query", "string"));
        return List.copyOf(parameters);
    }

    private List<Object> parameters(String action) {
        return switch (action) {
            case "post", "put" -> query("dryRun", "fieldManager", "fieldValidation");
            case "patch" -> {
                var parameters = query("dryRun", "fieldManager", "fieldValidation");
                parameters.add(parameter("force", "query", "boolean"));
                yield parameters;
            }
            case "delete" -> {
                var parameters = query("dryRun", "propagationPolicy");
                parameters.add(parameter("gracePeriodSeconds", "query", "integer"));
                yield parameters;
            }
            case "list", "deletecollection" -> {
                var parameters =
                        query("continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch");
                parameters.add(parameter("limit", "query", "integer"));
                parameters.add(parameter("timeoutSeconds", "query", "integer"));
                parameters.add(parameter("watch", "query", "boolean"));
                parameters.add(parameter("allowWatchBookmarks", "query", "boolean"));
                yield parameters;
            }
            default -> new ArrayList<>();
        };
    }

    private List<Object> query(String... names) {
        var parameters = new ArrayList<Object>();
        for (var name : names) {
            parameters.add(parameter(name, "query", "string"));
        }
        return parameters;
    }

    private Dict parameter(String name, String in, String type) {
        var parameter = Dict.builder().put("in", in).put("name", name).put("uniqueItems", true);
        if (in.equals("path")) {
            parameter.put("required", true);
        }
        return dialect == Dialect.V2
                ? parameter.put("type", type).build()
                : Dict.of("in", in, "name", name)
                        .with("required", in.equals("path") ? true : null)
                        .with("schema", Dict.of("type", type, "uniqueItems", true));
    }

    private static String tag(ServedKind served) {
        var group = served.group().isEmpty() ? "core" : camel(served.group());
        return group + "_" + served.version().version();
    }

    private static String camel(String group) {
        int dot = group.indexOf('.');
        var word = dot < 0 ? group : group.substring(0, dot);
        return word;
    }

    private static String operationId(String method, Place place, String action) {
        var served = place.served;
        var verb =
                switch (action) {
                    case "get" -> "read";
                    case "post" -> "create";
                    case "put" -> "replace";
                    case "deletecollection" -> "deleteCollection";
                    case "connect" -> "connect" + upper(method);
                    default -> action;
                };
        var group = served.group().isEmpty() ? "Core" : upper(camel(served.group()));
        return verb
                + group
                + upper(served.version().version())
                + (place.namespaced ? "Namespaced" : "")
                + served.definition().kind()
                + upper(place.subresource);
    }

    private static String upper(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
