package io.navarch.apiserver.openapi;

import io.navarch.model.custom.CustomSchema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import java.util.List;
import java.util.Set;

/**
 * Writes the schemas of custom resources as they are published: with the members that every object has, and in version 2
 * without what that version cannot say or old clients would hold against valid objects. Immutable.
 */
final class CustomSchemaWriter {
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /** What version 2 leaves out. */
    private static final Set<String> NOT_IN_V2 = Set.of(
            "nullable",
            "oneOf",
            "anyOf",
            "allOf",
            "not",
            "default",
            "x-kubernetes-validations",
            "additionalItems",
            "dependencies");

    private final Dialect dialect;
    private final Descriptions descriptions;

    CustomSchemaWriter(Dialect dialect, Descriptions descriptions) {
        this.dialect = dialect;
        this.descriptions = descriptions;
    }

    /** The schema of whole objects. */
    Dict object(CustomSchema schema) {
        var written = node(schema.source());
        return withObjectMembers(written.containsKey("type") ? written : written.with("type", "object"));
    }

    private Dict withObjectMembers(Dict schema) {
        var properties = schema.get("properties") instanceof Dict known ? known : Dict.EMPTY;
        return schema.with(
                "properties",
                properties
                        .with("apiVersion", text("apiVersion"))
                        .with("kind", text("kind"))
                        .with("metadata", metadata()));
    }

    private Dict text(String name) {
        return described(Dict.of("type", "string"), name);
    }

    private Dict metadata() {
        var reference = Dict.of("$ref", dialect.reference(OBJECT_META));
        return described(dialect == Dialect.V3 ? Dict.of("allOf", List.of(reference)) : reference, "metadata");
    }

    private Dict described(Dict schema, String field) {
        return descriptions
                .ofField("io.k8s.api.core.v1.Pod", field)
                .map(text -> schema.with("description", text))
                .orElse(schema);
    }

    private Dict node(Obj source) {
        boolean lenient = dialect == Dialect.V2;
        boolean free = source.get("x-kubernetes-preserve-unknown-fields") == Boolean.TRUE;
        boolean untyped = lenient
                && (free
                        || source.get("nullable") == Boolean.TRUE
                        || source.get("x-kubernetes-int-or-string") == Boolean.TRUE);
        var written = Dict.builder();
        source.forEachMember((name, value) -> {
            boolean dropped = lenient && NOT_IN_V2.contains(name)
                    || untyped
                            && Set.of("type", "items", "properties", "required", "additionalProperties")
                                    .contains(name);
            if (!dropped) {
                written.put(name, member(name, value));
            }
        });
        var schema = written.build();
        boolean embedded = source.get("x-kubernetes-embedded-resource") == Boolean.TRUE && !untyped;
        return embedded ? withObjectMembers(schema) : schema;
    }

    private Object member(String name, Object value) {
        return switch (name) {
            case "properties" -> value instanceof Obj properties ? nodes(properties) : value;
            case "items", "additionalProperties", "not" -> value instanceof Obj schema ? node(schema) : value;
            case "allOf", "anyOf", "oneOf" ->
                value instanceof List<?> list
                        ? List.of(list.stream()
                                .map(part -> part instanceof Obj schema ? node(schema) : part)
                                .toArray())
                        : value;
            default -> value;
        };
    }

    private Dict nodes(Obj properties) {
        var written = Dict.builder();
        properties.forEachMember(
                (name, schema) -> written.put(name, schema instanceof Obj known ? node(known) : schema));
        return written.build();
    }
}
