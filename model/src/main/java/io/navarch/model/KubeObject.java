package io.navarch.model;

import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;

/** An API object with metadata: the views of all kinds implement it. */
public interface KubeObject<T extends KubeObject<T>> {
    /** The object behind the view. */
    Struct tree();

    ObjectMeta metadata();

    T withMetadata(ObjectMeta metadata);

    /** The kind's descriptor. */
    Kind<T> descriptor();

    default String name() {
        return metadata().name();
    }

    /** The namespace, "" for cluster-scoped objects. */
    default String namespace() {
        return metadata().namespace();
    }

    default String uid() {
        return metadata().uid();
    }

    /** {@code namespace/name}, or the name alone: the key of queues and caches. */
    default ObjectKey key() {
        return new ObjectKey(namespace(), name());
    }
}
