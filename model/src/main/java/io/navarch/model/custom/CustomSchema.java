package io.navarch.model.custom;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of an OpenAPI v3 schema as a CustomResourceDefinition states it, with Kubernetes' extensions. Immutable. Members that
 * say what a value is are fields; the rules for values are read from {@link #source} once and kept in {@link #rules}.
 */
public final class CustomSchema {
    /** The schema that says nothing. */
    public static final CustomSchema ANYTHING = new CustomSchema(Dict.EMPTY);

    private final Obj source;
    private final String type;
    private final Map<String, CustomSchema> properties;
    private final @Nullable CustomSchema additional;
    private final boolean additionalAllowed;
    private final @Nullable CustomSchema items;
    private final @Nullable Object defaultValue;
    private final List<String> listMapKeys;
    private final ValueRules rules;

    private CustomSchema(Obj source) {
        this.source = source;
        this.type = text("type");
        this.properties = properties(source);
        this.additional = source.get("additionalProperties") instanceof Obj schema ? of(schema) : null;
        this.additionalAllowed = source.get("additionalProperties") == Boolean.TRUE;
        this.items = source.get("items") instanceof Obj schema ? of(schema) : null;
        var stated = source.get("default");
        this.defaultValue = stated == JsonNull.NULL ? null : stated;
        this.listMapKeys = strings(source, "x-kubernetes-list-map-keys");
        this.rules = ValueRules.of(source);
    }

    /** Reads a schema: a JSONSchemaProps or a part of one. */
    public static CustomSchema of(Obj source) {
        return source.isEmpty() ? ANYTHING : new CustomSchema(source);
    }

    private static Map<String, CustomSchema> properties(Obj source) {
        if (!(source.get("properties") instanceof Obj stated)) {
            return Map.of();
        }
        var properties = new LinkedHashMap<String, CustomSchema>();
        stated.forEachMember(
                (name, schema) -> properties.put(name, of(schema instanceof Obj known ? known : Dict.EMPTY)));
        return java.util.Collections.unmodifiableMap(properties);
    }

    static List<String> strings(Obj source, String name) {
        var found = new ArrayList<String>();
        for (var entry : source.get(name) instanceof List<?> list ? list : List.of()) {
            found.add(String.valueOf(entry));
        }
        return List.copyOf(found);
    }

    private String text(String name) {
        return source.get(name) instanceof String text ? text : "";
    }

    private boolean flag(String name) {
        return source.get(name) == Boolean.TRUE;
    }

    /** What was stated. */
    public Obj source() {
        return source;
    }

    /** {@code object}, {@code array}, {@code string}, {@code integer}, {@code number}, {@code boolean}, or "". */
    public String type() {
        return type;
    }

    /** The members of an object that the schema knows, by name. */
    public Map<String, CustomSchema> properties() {
        return properties;
    }

    /** The schema of members that are not among the properties, or null. */
    public @Nullable CustomSchema additional() {
        return additional;
    }

    /** Whether members that are not among the properties are kept, whatever they are. */
    public boolean additionalAllowed() {
        return additionalAllowed;
    }

    /** The schema of a list's elements, or null. */
    public @Nullable CustomSchema items() {
        return items;
    }

    /** What stands for the value when it is absent, or null. */
    public @Nullable Object defaultValue() {
        return defaultValue;
    }

    public boolean nullable() {
        return flag("nullable");
    }

    public boolean preservesUnknown() {
        return flag("x-kubernetes-preserve-unknown-fields");
    }

    /** Whether the value is an object of the API with apiVersion, kind and metadata. */
    public boolean embedded() {
        return flag("x-kubernetes-embedded-resource");
    }

    public boolean intOrString() {
        return flag("x-kubernetes-int-or-string");
    }

    /** {@code atomic}, {@code set}, {@code map} or "". */
    public String listType() {
        return text("x-kubernetes-list-type");
    }

    public List<String> listMapKeys() {
        return listMapKeys;
    }

    /** {@code atomic}, {@code granular} or "". */
    public String mapType() {
        return text("x-kubernetes-map-type");
    }

    /** The rules in CEL, as they are stated. */
    public List<Obj> validations() {
        var found = new ArrayList<Obj>();
        for (var rule : source.get("x-kubernetes-validations") instanceof List<?> list ? list : List.of()) {
            if (rule instanceof Obj stated) {
                found.add(stated);
            }
        }
        return List.copyOf(found);
    }

    ValueRules rules() {
        return rules;
    }

    /** The schema of a member of an object, or null if the schema does not know it. */
    public @Nullable CustomSchema member(String name) {
        var known = properties.get(name);
        return known != null ? known : additional;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
