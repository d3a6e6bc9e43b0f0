package io.navarch.client.metadata;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.View;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Struct;

/** An object of any kind with nothing but its metadata ({@code PartialObjectMetadata}). */
public final class PartialObject extends View implements KubeObject<PartialObject> {
    static final String TYPE_NAME = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata";

    private final Kind<PartialObject> kind;

    private PartialObject(Kind<PartialObject> kind, Struct tree) {
        super(tree);
        this.kind = kind;
    }

    /** The kind's descriptor for access by metadata. */
    public static Kind<PartialObject> kind(
            String group, String version, String name, String resource, boolean namespaced) {
        // The view needs its own descriptor, which needs the view: the array is the knot.
        @SuppressWarnings({"unchecked", "rawtypes"})
        Kind<PartialObject>[] self = new Kind[1];
        self[0] = new Kind<>(
                group, version, name, resource, namespaced, TYPE_NAME, tree -> new PartialObject(self[0], tree));
        return self[0];
    }

    @Override
    public ObjectMeta metadata() {
        return tree().get("metadata") instanceof Struct struct ? new ObjectMeta(struct) : ObjectMeta.EMPTY;
    }

    @Override
    public PartialObject withMetadata(ObjectMeta metadata) {
        return new PartialObject(kind, tree().with("metadata", metadata.tree()));
    }

    @Override
    public Kind<PartialObject> descriptor() {
        return kind;
    }
}
