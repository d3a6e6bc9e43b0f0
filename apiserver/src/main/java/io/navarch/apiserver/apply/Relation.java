package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a value is owned and merged: as a whole, or by its parts. */
enum Relation {
    /** A scalar, or a list, map or struct that is one value. */
    LEAF,
    /** Fields are owned one by one. */
    STRUCT,
    /** Entries are owned one by one. */
    MAP,
    /** Elements are owned one by one, known by their keys. */
    KEYED,
    /** Elements are owned one by one, known by their values. */
    SET,
    /** No schema: objects as maps, everything else as leaves. */
    ANY;

    /** Types that the API marks as one value wherever they stand (x-kubernetes-map-type: atomic). */
    private static final Set<String> ATOMIC_TYPES = Set.of(
            "io.k8s.api.core.v1.ConfigMapKeySelector",
            "io.k8s.api.core.v1.EndpointAddress",
            "io.k8s.api.core.v1.EndpointPort",
            "io.k8s.api.core.v1.FileKeySelector",
            "io.k8s.api.core.v1.LocalObjectReference",
            "io.k8s.api.core.v1.NodeSelector",
            "io.k8s.api.core.v1.NodeSelectorTerm",
            "io.k8s.api.core.v1.ObjectFieldSelector",
            "io.k8s.api.core.v1.ObjectReference",
            "io.k8s.api.core.v1.ResourceFieldSelector",
            "io.k8s.api.core.v1.ScopeSelector",
            "io.k8s.api.core.v1.ScopedResourceSelectorRequirement",
            "io.k8s.api.core.v1.SecretKeySelector",
            "io.k8s.api.core.v1.SecretReference",
            "io.k8s.api.core.v1.TopologySelectorTerm",
            "io.k8s.api.core.v1.TypedLocalObjectReference",
            "io.k8s.api.discovery.v1.EndpointPort",
            "io.k8s.api.rbac.v1.RoleRef",
            "io.k8s.api.rbac.v1.Subject",
            "io.k8s.api.networking.v1.ServiceBackendPort",
            "io.k8s.api.admissionregistration.v1.MatchResources",
            "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations",
            "io.k8s.api.admissionregistration.v1.ParamKind",
            "io.k8s.api.admissionregistration.v1.ParamRef",
            "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
            "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference");

    static Relation of(Field field) {
        return of(field.type(), field.topology());
    }

    static Relation of(FieldType type, Field.Topology topology) {
        return switch (type.kind()) {
            case STRUCT -> {
                var struct = type.struct();
                yield topology != Field.Topology.GRANULAR
                                && (topology == Field.Topology.ATOMIC || struct == null || isAtomic(struct))
                        ? LEAF
                        : STRUCT;
            }
            case MAP -> topology == Field.Topology.ATOMIC ? LEAF : MAP;
            case LIST ->
                switch (topology) {
                    case SET -> SET;
                    case MAP -> KEYED;
                    case UNSET, ATOMIC, GRANULAR -> LEAF;
                };
            case ANY -> ANY;
            case STRING, BYTES, INT32, INT64, NUMBER, BOOLEAN, QUANTITY, TIME, MICRO_TIME, INT_OR_STRING -> LEAF;
        };
    }

    /** The relation of an element of a list or map. */
    static Relation ofElement(FieldType element) {
        return of(element, Field.Topology.UNSET);
    }

    private static boolean isAtomic(StructType type) {
        return ATOMIC_TYPES.contains(type.name());
    }

    /** The path element of a keyed list's element; keys that are absent stand with their defaults. */
    static String keyOf(Field field, Object element) {
        var keys = Dict.builder();
        if (element instanceof Obj object) {
            for (var name : field.mapKeys()) {
                var value = object.get(name);
                var effective = value == null ? keyDefault(field, name) : value;
                if (effective != null) {
                    keys.put(name, effective);
                }
            }
        }
        return PathElement.key(keys.build());
    }

    /** The first key that the element lacks and that has no default, or null. */
    static @Nullable String missingKey(Field field, Obj element) {
        for (var name : field.mapKeys()) {
            if (element.get(name) == null && keyDefault(field, name) == null) {
                return name;
            }
        }
        return null;
    }

    private static @Nullable Object keyDefault(Field field, String name) {
        var type = field.type().structOrElement();
        var key = type == null ? null : type.field(name);
        if (key == null || key.defaultValue() == null || key.defaultValue().equals("\"\"")) {
            return null;
        }
        return JsonReader.any(key.defaultValue().getBytes(StandardCharsets.UTF_8));
    }

    /** The path elements of a list's elements, in the list's order. */
    static String[] elementPaths(Field field, Relation relation, List<?> list) {
        var paths = new String[list.size()];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = relation == SET ? PathElement.value(list.get(i)) : keyOf(field, list.get(i));
        }
        return paths;
    }

    /** The order in which {@code paths} are sorted. */
    static Integer[] sorted(String[] paths) {
        var order = new Integer[paths.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> PathElement.ORDER.compare(paths[a], paths[b]));
        return order;
    }

    static List<Object> emptyIfNull(@Nullable Object list) {
        return list instanceof List<?> known ? new ArrayList<>(known) : List.of();
    }
}
