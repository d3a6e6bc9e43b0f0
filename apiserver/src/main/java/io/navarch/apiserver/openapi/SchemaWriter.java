package io.navarch.apiserver.openapi;

import io.navarch.model.custom.CustomSchema;
import io.navarch.model.kind.Kinds;
import io.navarch.model.schema.Schema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the schemas of types, and of all types that they need. Confined to one thread; used for one document. */
final class SchemaWriter {
    private static final String JSON_PACKAGE = "io.k8s.apiextensions-apiserver.";

    private final Dialect dialect;
    private final Descriptions descriptions;
    private final Map<String, List<Object>> kindsOfType = new HashMap<>();
    private final Map<String, CustomSchema> custom = new HashMap<>();
    private final Map<String, Object> written = new TreeMap<>();
    private final Deque<StructType> pending = new ArrayDeque<>();

    SchemaWriter(Dialect dialect, Descriptions descriptions, Kinds kinds) {
        this.dialect = dialect;
        this.descriptions = descriptions;
        for (var definition : kinds.definitions()) {
            for (var version : definition.versions()) {
                if (version.custom() != null) {
                    custom.put(version.type().name(), version.custom().schema());
                }
                name(version.type().name(), version.group(), version.version(), definition.kind());
                name(version.type().name() + "List", version.group(), version.version(), definition.listKind());
            }
        }
    }

    private void name(String type, String group, String version, String kind) {
        kindsOfType
                .computeIfAbsent(type, absent -> new ArrayList<>())
                .add(Dict.of("group", group, "kind", kind).with("version", version));
    }

    /** Asks for the type's schema. */
    void need(StructType type) {
        if (written.putIfAbsent(type.name(), Dict.EMPTY) == null) {
            pending.add(type);
        }
    }

    /** Asks for the schema of the type with this name, if there is such a type. */
    void need(String typeName) {
        // First the scalars: the schema knows their names too, as types without fields.
        var scalar = Scalars.schema(typeName, dialect);
        if (scalar.isPresent()) {
            written.put(typeName, scalar.get());
            return;
        }
        var type = Schema.builtIn().find(typeName);
        if (type != null) {
            need(type);
        }
    }

    /** The schemas asked for and those that they refer to, by type name. */
    Dict schemas() {
        for (var type = pending.poll(); type != null; type = pending.poll()) {
            written.put(type.name(), schema(type));
        }
        return Dict.of(written);
    }

    /** Asks for the schema of lists of a custom type, and gives its name. */
    String needList(StructType type) {
        var name = type.name() + "List";
        if (!written.containsKey(name)) {
            var meta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
            need(meta);
            var items = Dict.of("type", "array", "items", Dict.of("$ref", dialect.reference(type.name())))
                    .with("description", "List of " + type.goName() + ".");
            var text = Dict.of("type", "string");
            var properties = Dict.builder()
                    .put("apiVersion", text)
                    .put("items", items)
                    .put("kind", text)
                    .put("metadata", wrapped(Dict.of("$ref", dialect.reference(meta))))
                    .build();
            written.put(
                    name,
                    withKinds(
                            name,
                            Dict.builder()
                                    .put("description", type.goName() + "List is a list of " + type.goName())
                                    .put("type", "object")
                                    .put("required", List.of("items"))
                                    .put("properties", properties)
                                    .build()));
        }
        return name;
    }

    private Dict withKinds(String type, Dict schema) {
        var kinds = kindsOfType.get(type);
        return kinds == null ? schema : schema.with("x-kubernetes-group-version-kind", List.copyOf(kinds));
    }

    private Dict schema(StructType type) {
        var known = custom.get(type.name());
        if (known != null) {
            need("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
            return withKinds(type.name(), new CustomSchemaWriter(dialect, descriptions).object(known));
        }
        var schema = Dict.builder();
        descriptions.ofType(type.name()).ifPresent(text -> schema.put("description", text));
        var properties = Dict.builder();
        var required = new ArrayList<String>();
        for (var field : type.fields()) {
            properties.put(field.name(), property(type, field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.put("required", List.copyOf(required));
        }
        schema.put("type", "object");
        if (!type.fields().isEmpty()) {
            schema.put("properties", properties.build());
        }
        if (type.open()) {
            schema.put("x-kubernetes-preserve-unknown-fields", true);
        }
        return withKinds(type.name(), schema.build());
    }

    private Dict property(StructType owner, Field field) {
        var property = value(owner, field.type(), field.defaultValue() != null);
        var text = descriptions.ofField(owner.name(), field.name());
        if (text.isPresent()) {
            property = described(property, text.get());
        }
        if (field.defaultValue() != null && !property.containsKey("$ref")) {
            property =
                    property.with("default", JsonReader.any(field.defaultValue().getBytes(StandardCharsets.UTF_8)));
        }
        property = switch (field.topology()) {
            case UNSET -> property;
            case ATOMIC ->
                property.with(
                        field.type().kind() == FieldType.Kind.LIST ? "x-kubernetes-list-type" : "x-kubernetes-map-type",
                        "atomic");
            case SET -> property.with("x-kubernetes-list-type", "set");
            case MAP ->
                property.with("x-kubernetes-list-type", "map").with("x-kubernetes-list-map-keys", field.mapKeys());
            case GRANULAR -> property.with("x-kubernetes-map-type", "granular");
        };
        if (!field.patchStrategy().isEmpty()) {
            property = property.with("x-kubernetes-patch-strategy", field.patchStrategy());
        }
        return field.mergeKey().isEmpty() ? property : property.with("x-kubernetes-patch-merge-key", field.mergeKey());
    }

    /** A reference cannot have a description beside it in v3: it is wrapped. */
    private Dict described(Dict property, String text) {
        return wrapped(property).with("description", text);
    }

    private Dict wrapped(Dict property) {
        return dialect == Dialect.V3 && property.containsKey("$ref") ? Dict.of("allOf", List.of(property)) : property;
    }

    private Dict value(StructType owner, FieldType type, boolean hasDefault) {
        var named = Scalars.name(type.kind());
        if (named.isPresent()) {
            need(named.get());
            var reference = Dict.of("$ref", dialect.reference(named.get()));
            return hasDefault ? wrapped(reference) : reference;
        }
        return switch (type.kind()) {
            case STRING, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING -> Dict.of("type", "string");
            case BYTES -> Dict.of("type", "string", "format", "byte");
            case INT32 -> Dict.of("type", "integer", "format", "int32");
            case INT64 -> Dict.of("type", "integer", "format", "int64");
            case NUMBER -> Dict.of("type", "number", "format", "double");
            case BOOLEAN -> Dict.of("type", "boolean");
            case STRUCT -> reference(type, hasDefault);
            case LIST -> Dict.of("type", "array", "items", element(owner, type));
            case MAP -> Dict.of("type", "object", "additionalProperties", element(owner, type));
            case ANY -> owner.name().startsWith(JSON_PACKAGE) ? Dict.EMPTY : Dict.of("type", "object");
        };
    }

    private Dict reference(FieldType type, boolean hasDefault) {
        var struct = type.struct();
        if (struct == null) {
            return Dict.of("type", "object");
        }
        if (struct.name().isEmpty() || struct.name().startsWith("#")) {
            return schema(struct);
        }
        need(struct);
        var reference = Dict.of("$ref", dialect.reference(struct.name()));
        return hasDefault ? wrapped(reference) : reference;
    }

    private Dict element(StructType owner, FieldType type) {
        var element = type.element();
        return element == null ? Dict.EMPTY : value(owner, element, false);
    }
}
