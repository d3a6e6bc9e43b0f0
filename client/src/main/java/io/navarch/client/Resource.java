package io.navarch.client;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The verbs on one resource, in one namespace, in all of them, or cluster-scoped. Thread-safe. Every method throws {@link
 * ApiException} when the server refuses.
 */
public final class Resource<T extends KubeObject<T>> {
    private static final int UPDATE_TRIES = 10;

    private final Transport transport;
    private final Kind<T> kind;
    private final String namespace;

    Resource(Transport transport, Kind<T> kind, String namespace) {
        this.transport = transport;
        this.kind = kind;
        this.namespace = namespace;
    }

    public Kind<T> kind() {
        return kind;
    }

    /** The same resource in one namespace. */
    public Resource<T> in(String other) {
        return new Resource<>(transport, kind, other);
    }

    private String collection(String inNamespace) {
        return kind.namespaced() && !inNamespace.isEmpty()
                ? kind.basePath() + "/namespaces/" + inNamespace + "/" + kind.resource()
                : kind.basePath() + "/" + kind.resource();
    }

    /** The path of a named object; a namespaced one is looked for in this resource's namespace. */
    public String path(String name) {
        return collection(namespace) + "/" + name;
    }

    public T get(String name) {
        return read(transport.call(Call.get(path(name))));
    }

    public Optional<T> find(String name) {
        var answer = transport.call(Call.get(path(name)));
        return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer));
    }

    public Optional<T> find(ObjectKey key) {
        return in(key.namespace()).find(key.name());
    }

    public ObjectList<T> list(ListOptions options) {
        var answer = transport.call(collectionCall("List", options.query(""))).orThrow();
        return ObjectListReader.read(answer.body(), kind);
    }

    /** Creates the object in its own namespace, or in this resource's if it names none. */
    public T create(T object) {
        var path = collection(namespaceOf(object));
        return read(transport.call(Call.of("POST", path, "application/json", bytes(object.tree()))));
    }

    public T update(T object) {
        return put(object, "");
    }

    public T updateStatus(T object) {
        return put(object, "/status");
    }

    private T put(T object, String subresource) {
        var path = collection(namespaceOf(object)) + "/" + object.name() + subresource;
        return read(transport.call(Call.of("PUT", path, "application/json", bytes(object.tree()))));
    }

    /**
     * Reads the object, changes it and writes it, again and again while others write in between.
     *
     * @return what is stored now; the object as it was if the change changes nothing
     */
    public T change(String name, UnaryOperator<T> change) {
        return change(name, change, "");
    }

    /** The same through the status sub-resource. */
    public T changeStatus(String name, UnaryOperator<T> change) {
        return change(name, change, "/status");
    }

    private T change(String name, UnaryOperator<T> change, String subresource) {
        for (int tries = 1; ; tries++) {
            var current = get(name);
            var wanted = change.apply(current);
            if (wanted.equals(current)) {
                return current;
            }
            try {
                return put(wanted, subresource);
            } catch (ApiException e) {
                if (!e.isConflict() || tries == UPDATE_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @param subresource "" or {@code "status"}, {@code "scale"} … */
    public T patch(String name, PatchType type, String subresource, byte[] patch) {
        var path = path(name) + (subresource.isEmpty() ? "" : "/" + subresource);
        return read(transport.call(Call.of("PATCH", path, type.contentType(), patch)));
    }

    /** Server-side apply under the field manager's name. */
    public T apply(T object, String fieldManager, boolean force) {
        var path = collection(namespaceOf(object)) + "/" + object.name() + "?fieldManager="
                + ListOptions.encode(fieldManager) + "&force=" + force;
        return read(transport.call(Call.of("PATCH", path, PatchType.APPLY.contentType(), bytes(object.tree()))));
    }

    public void delete(String name, DeleteOptions options) {
        transport.call(Call.delete(path(name), options.body())).orThrow();
    }

    /** Deletes the object if it is there. */
    public void deleteIfPresent(String name, DeleteOptions options) {
        var answer = transport.call(Call.delete(path(name), options.body()));
        if (answer.status() != 404) {
            answer.orThrow();
        }
    }

    /** Posts to a sub-resource, such as a Binding to {@code binding}; the answer is of the given type. */
    public Struct post(String name, String subresource, Struct body, StructType answerType) {
        var answer = transport.call(Call.of("POST", path(name) + "/" + subresource, "application/json", bytes(body)));
        return JsonReader.struct(answerType, answer.orThrow().body());
    }

    /** Watches from the given version on; bookmarks are asked for. */
    public Transport.Frames watch(ListOptions options) {
        return transport.watch(collectionCall("", options.query("watch=true&allowWatchBookmarks=true")));
    }

    /** Kinds known by metadata alone are asked for so. */
    private Call collectionCall(String suffix, String query) {
        var path = collection(namespace) + query;
        if (!kind.typeName().endsWith(".PartialObjectMetadata")) {
            return Call.get(path);
        }
        var accept = "application/json;as=PartialObjectMetadata" + suffix + ";g=meta.k8s.io;v=v1,application/json";
        return new Call("GET", path, "", new byte[0], Map.of("Accept", accept));
    }

    private String namespaceOf(T object) {
        return object.namespace().isEmpty() ? namespace : object.namespace();
    }

    private T read(Answer answer) {
        return kind.read(answer.orThrow().body());
    }

    private static byte[] bytes(Struct tree) {
        return JsonWriter.bytes(tree);
    }
}
