package io.navarch.controllers.pods;

import io.navarch.client.PatchType;
import io.navarch.client.Resource;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Claims objects for a controller: adopts orphans that its selector matches, releases its own that no longer match. What is
 * being deleted neither adopts nor is adopted.
 */
public final class Ownership<T extends KubeObject<T>> {
    private final Resource<T> resource;
    private final List<String> finalizers;

    public Ownership(Resource<T> resource) {
        this(resource, List.of());
    }

    /** @param finalizers that what is adopted gets, and what is released loses */
    public Ownership(Resource<T> resource, List<String> finalizers) {
        this.resource = resource;
        this.finalizers = finalizers;
    }

    /** Those of the candidates that belong to the owner, after adopting and releasing. */
    public <O extends KubeObject<O>> List<T> claim(
            O owner, Resource<O> owners, LabelSelector selector, Collection<T> candidates) {
        var mine = new ArrayList<T>();
        boolean fresh = false;
        for (var object : candidates) {
            var controller = Pods.controllerOf(object.metadata());
            boolean matches = selector.matches(object.metadata().labels());
            if (controller.isPresent()) {
                if (controller.get().uid().equals(owner.uid())) {
                    if (matches) {
                        mine.add(object);
                    } else if (!owner.metadata().hasDeletionTimestamp()) {
                        release(owner.uid(), object);
                    }
                }
            } else if (matches
                    && !owner.metadata().hasDeletionTimestamp()
                    && !object.metadata().hasDeletionTimestamp()) {
                if (!fresh) {
                    checkStillThere(owner, owners);
                    fresh = true;
                }
                if (adopt(owner, object)) {
                    mine.add(object);
                }
            }
        }
        return mine;
    }

    /** Caches lag: before adopting, the owner is read anew, or a deleted owner's successor would be robbed. */
    private static <O extends KubeObject<O>> void checkStillThere(O owner, Resource<O> owners) {
        var current = owners.in(owner.namespace()).get(owner.name());
        if (!current.uid().equals(owner.uid()) || current.metadata().hasDeletionTimestamp()) {
            throw ApiException.conflict(
                    owner.descriptor().group(),
                    owner.descriptor().resource(),
                    owner.name(),
                    "it is gone or being deleted");
        }
    }

    /** False if the object is gone meanwhile. */
    private boolean adopt(KubeObject<?> owner, T object) {
        try {
            patch(object, List.of(Pods.controllerReference(owner).tree()), "finalizers");
            return true;
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }

    private void release(String ownerUid, T object) {
        try {
            patch(object, List.of(Dict.of("$patch", "delete", "uid", ownerUid)), "$deleteFromPrimitiveList/finalizers");
        } catch (ApiException e) {
            if (!e.isNotFound() && e.reason() != Reason.INVALID) {
                throw e;
            }
        }
    }

    private void patch(T object, List<Object> references, String finalizersWord) {
        var metadata = Dict.of("uid", object.uid(), "ownerReferences", references);
        if (!finalizers.isEmpty()) {
            metadata = metadata.with(finalizersWord, finalizers);
        }
        resource.in(object.namespace())
                .patch(object.name(), PatchType.STRATEGIC, "", JsonWriter.bytes(Dict.of("metadata", metadata)));
    }

    /** Whether the reference is to an object of the kind. */
    public static boolean refersTo(OwnerReference reference, Kind<?> kind) {
        return reference.kind().equals(kind.name()) && reference.apiVersion().equals(kind.apiVersion());
    }
}
