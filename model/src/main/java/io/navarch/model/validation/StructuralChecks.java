package io.navarch.model.validation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.custom.SchemaChecks;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes a schema structural, so that objects can be pruned and filled in by it: it says the type of everything it
 * mentions, outside of allOf, anyOf, oneOf and not, which only restrict values. Confined to one call.
 */
final class StructuralChecks {
    private static final Set<String> TYPES = Set.of("string", "number", "integer", "boolean", "array", "object");

    /** Members of JSON Schema that upstream refuses. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "$ref", "$ref is not supported",
            "definitions", "definitions is not supported",
            "dependencies", "dependencies is not supported",
            "id", "id is not supported",
            "additionalItems", "additionalItems is not supported",
            "patternProperties", "patternProperties is not supported");

    /** What may only be said outside of allOf, anyOf, oneOf and not. */
    private static final List<String> STRUCTURE = List.of(
            "additionalProperties",
            "default",
            "description",
            "nullable",
            "title",
            "type",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");

    private final FieldErrors errors;

    StructuralChecks(FieldErrors errors) {
        this.errors = errors;
    }

    /** Checks the schema of whole objects. */
    void root(CustomSchema schema, String at) {
        if (schema.nullable()) {
            errors.forbidden(at + ".nullable", "nullable cannot be true at the root");
        }
        if (schema.additional() != null || schema.additionalAllowed()) {
            errors.forbidden(at + ".additionalProperties", "must not be used at the root");
        }
        metadata(schema, at);
        node(schema, at, "");
    }

    /** Metadata is what it is everywhere; a schema may only restrict names. */
    private void metadata(CustomSchema schema, String at) {
        var metadata = schema.properties().get("metadata");
        if (metadata == null) {
            return;
        }
        var names = new HashSet<>(metadata.properties().keySet());
        names.removeAll(Set.of("name", "generateName"));
        boolean more = metadata.source().get("required") != null
                || metadata.additional() != null
                || !metadata.validations().isEmpty();
        if (!names.isEmpty() || more) {
            errors.forbidden(
                    at + ".properties[metadata]",
                    "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    private void node(CustomSchema schema, String at, String holder) {
        schema.properties()
                .forEach((name, property) -> node(property, at + ".properties[" + name + "]", "object fields"));
        var additional = schema.additional();
        if (additional != null) {
            node(additional, at + ".additionalProperties", "additional properties");
        }
        var items = schema.items();
        if (items != null) {
            node(items, at + ".items", "array items");
        }
        type(schema, at, holder);
        refused(schema, at);
        lists(schema, at);
        maps(schema, at);
        alternatives(schema, at);
        defaults(schema, at);
    }

    private void type(CustomSchema schema, String at, String holder) {
        var type = schema.type();
        boolean free = schema.intOrString() || schema.preservesUnknown();
        if (type.isEmpty()) {
            if (holder.isEmpty()) {
                errors.required(at + ".type", "must not be empty at the root");
            } else if (!free) {
                errors.required(at + ".type", "must not be empty for specified " + holder);
            }
            return;
        }
        if (type.equals("null")) {
            errors.forbidden(at + ".type", "type cannot be set to null, use nullable as an alternative");
        } else if (!TYPES.contains(type)) {
            errors.notSupported(at + ".type", type, TYPES.stream().sorted().toList());
        } else if (holder.isEmpty() && !type.equals("object")) {
            errors.invalid(at + ".type", type, "must be object at the root");
        }
        if (schema.intOrString()) {
            errors.invalid(at + ".type", type, "must be empty if x-kubernetes-int-or-string is true");
        }
        if (schema.embedded() && !type.equals("object")) {
            errors.invalid(at + ".type", type, "must be object if x-kubernetes-embedded-resource is true");
        }
        if (schema.embedded() && schema.properties().isEmpty() && !schema.preservesUnknown()) {
            errors.required(
                    at + ".properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
        if (type.equals("array") && schema.items() == null) {
            errors.required(at + ".items", "must be specified");
        }
    }

    private void refused(CustomSchema schema, String at) {
        UNSUPPORTED.keySet().stream().sorted().forEach(name -> {
            if (schema.source().get(name) != null) {
                errors.forbidden(at + "." + name, UNSUPPORTED.getOrDefault(name, ""));
            }
        });
        if (schema.source().get("uniqueItems") == Boolean.TRUE) {
            errors.forbidden(
                    at + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        if (schema.source().get("additionalProperties") == Boolean.FALSE) {
            errors.forbidden(at + ".additionalProperties", "additionalProperties cannot be set to false");
        }
        if (!schema.properties().isEmpty() && (schema.additional() != null || schema.additionalAllowed())) {
            errors.forbidden(at + ".additionalProperties", "additionalProperties and properties are mutual exclusive");
        }
        if (schema.source().get("x-kubernetes-preserve-unknown-fields") == Boolean.FALSE) {
            errors.invalid(at + ".x-kubernetes-preserve-unknown-fields", false, "must be true or undefined");
        }
        if (schema.source().get("pattern") instanceof String pattern) {
            pattern(pattern, at + ".pattern");
        }
    }

    private void pattern(String pattern, String at) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            errors.invalid(at, pattern, "must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    private void lists(CustomSchema schema, String at) {
        var kind = schema.listType();
        var keys = schema.listMapKeys();
        if (!kind.isEmpty() && !schema.type().equals("array")) {
            var told = at + ".type";
            if (schema.type().isEmpty()) {
                errors.required(told, "must be array if x-kubernetes-list-type is specified");
            } else {
                errors.invalid(told, schema.type(), "must be array if x-kubernetes-list-type is specified");
            }
        }
        if (!kind.isEmpty() && !List.of("atomic", "set", "map").contains(kind)) {
            errors.notSupported(at + ".x-kubernetes-list-type", kind, List.of("atomic", "map", "set"));
        }
        if (!keys.isEmpty() && !kind.equals("map")) {
            if (kind.isEmpty()) {
                errors.required(
                        at + ".x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty");
            } else {
                errors.invalid(
                        at + ".x-kubernetes-list-type", kind, "must be map if x-kubernetes-list-map-keys is non-empty");
            }
        }
        if (kind.equals("map")) {
            mapKeys(schema, keys, at);
        }
        var items = schema.items();
        boolean structs = items != null
                && items.type().equals("object")
                && !items.mapType().equals("atomic");
        if (kind.equals("set") && structs) {
            errors.forbidden(
                    at + ".items.x-kubernetes-map-type",
                    "must be atomic as item of a list with x-kubernetes-list-type=set");
        }
        if (kind.equals("set") && items != null && items.nullable()) {
            errors.forbidden(at + ".items.nullable", "cannot be nullable when x-kubernetes-list-type is set");
        }
    }

    private void mapKeys(CustomSchema schema, List<String> keys, String at) {
        var items = schema.items();
        if (keys.isEmpty()) {
            errors.required(at + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map");
        }
        if (items == null) {
            errors.required(at + ".items", "must have a schema if x-kubernetes-list-type is map");
            return;
        }
        if (!items.type().equals("object")) {
            errors.invalid(
                    at + ".items.type", items.type(), "must be object if parent array's x-kubernetes-list-type is map");
        }
        var required = items.source().get("required") instanceof List<?> names ? names : List.of();
        var seen = new HashSet<String>();
        for (var key : keys) {
            var property = items.properties().get(key);
            if (property == null) {
                errors.invalid(
                        at + ".x-kubernetes-list-map-keys", keys, "entries must all be names of item properties");
            } else if (List.of("array", "object").contains(property.type())) {
                errors.invalid(
                        at + ".items.properties[" + key + "].type",
                        property.type(),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
            } else if (!required.contains(key) && property.defaultValue() == null) {
                errors.required(
                        at + ".items.properties[" + key + "].default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                                + " property");
            }
            if (!seen.add(key)) {
                errors.duplicate(at + ".x-kubernetes-list-map-keys", key);
            }
        }
    }

    private void maps(CustomSchema schema, String at) {
        var kind = schema.mapType();
        if (kind.isEmpty()) {
            return;
        }
        if (!schema.type().equals("object")) {
            errors.invalid(at + ".type", schema.type(), "must be object if x-kubernetes-map-type is specified");
        }
        if (!List.of("atomic", "granular").contains(kind)) {
            errors.notSupported(at + ".x-kubernetes-map-type", kind, List.of("atomic", "granular"));
        }
    }

    private void alternatives(CustomSchema schema, String at) {
        for (var name : List.of("allOf", "anyOf", "oneOf")) {
            if (schema.source().get(name) instanceof List<?> parts) {
                for (int i = 0; i < parts.size(); i++) {
                    if (parts.get(i) instanceof Obj part) {
                        restriction(part, schema, at + "." + name + "[" + i + "]");
                    }
                }
            }
        }
        if (schema.source().get("not") instanceof Obj part) {
            restriction(part, schema, at + ".not");
        }
    }

    private void restriction(Obj part, CustomSchema whole, String at) {
        // Integers or strings are allowed to be spelt out (and only they).
        boolean spelt = whole.intOrString();
        for (var name : STRUCTURE) {
            if (part.get(name) != null && !(spelt && name.equals("type"))) {
                errors.forbidden(at + "." + name, "must be empty to be structural");
            }
        }
        if (part.get("properties") instanceof Obj properties) {
            properties.forEachMember((name, property) -> {
                var known = whole.properties().get(name);
                var below = at + ".properties[" + name + "]";
                if (property instanceof Obj schema) {
                    restriction(schema, known == null ? CustomSchema.ANYTHING : known, below);
                }
                if (known == null && !whole.preservesUnknown()) {
                    errors.required(
                            below.replaceAll("\\.(allOf|anyOf|oneOf)\\[[0-9]+\\]|\\.not", ""),
                            "because it is defined in " + below);
                }
            });
        }
        if (part.get("items") instanceof Obj items) {
            restriction(items, whole.items() == null ? CustomSchema.ANYTHING : whole.items(), at + ".items");
        }
    }

    private void defaults(CustomSchema schema, String at) {
        var stated = schema.source().get("default");
        if (stated == null || stated == JsonNull.NULL && schema.nullable()) {
            return;
        }
        var path = at + ".default";
        if (!SchemaPruning.value(schema, stated).equals(stated)) {
            errors.invalid(path, stated, "must not have unknown fields");
            return;
        }
        errors.addAll(SchemaChecks.at(schema, stated, path));
    }
}
