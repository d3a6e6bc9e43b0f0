package io.navarch.apiserver.registry;

import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;

/** Makes the tables that {@code kubectl get} prints. Thread-safe. */
@FunctionalInterface
public interface TableMaker {
    /** How much of each object a row carries. */
    enum IncludeObject {
        NONE,
        METADATA,
        OBJECT
    }

    /**
     * What the client asked for.
     *
     * @param apiVersion {@code meta.k8s.io/v1} or {@code meta.k8s.io/v1beta1}
     * @param columns whether column definitions are wanted; events of a watch after the first go without
     * @param metadata the ListMeta of the table
     */
    record Options(String apiVersion, IncludeObject includeObject, boolean columns, Dict metadata) {}

    /** The objects as a Table in JSON; they are read once, in order. */
    byte[] table(ServedKind served, Iterable<Struct> objects, Options options);
}
