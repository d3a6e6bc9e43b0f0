package io.navarch.model;

import io.navarch.model.schema.Schema;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.function.Function;

/**
 * What a client needs to know of a kind to speak of it: its names and its view.
 *
 * @param group the API group, "" for core
 * @param version the API version
 * @param name the kind, such as {@code Pod}
 * @param resource the plural resource name in paths, such as {@code pods}
 * @param namespaced whether objects live in namespaces
 * @param typeName the schema type
 * @param view makes the typed view of a tree
 */
public record Kind<T extends KubeObject<T>>(
        String group,
        String version,
        String name,
        String resource,
        boolean namespaced,
        String typeName,
        Function<Struct, T> view) {

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The path under which the kind is served: {@code /api/v1} or {@code /apis/apps/v1}. */
    public String basePath() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    public StructType type() {
        return Schema.builtIn().type(typeName);
    }

    /** An object of this kind with its type meta and nothing else. */
    public T empty() {
        return view.apply(type().empty().with("apiVersion", apiVersion()).with("kind", name));
    }

    /** Reads an object of this kind from JSON. */
    public T read(byte[] json) {
        return view.apply(JsonReader.struct(type(), json));
    }

    @Override
    public String toString() {
        return resource + (group.isEmpty() ? "" : "." + group) + "/" + version;
    }
}
