package io.navarch.controllers.garbage;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.PatchType;
import io.navarch.client.Resource;
import io.navarch.client.metadata.PartialObject;
import io.navarch.model.Kind;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decides about one object, by uid: whether it must go because no owner is left, and whether its own deletion waits for this
 * collector to delete or set free its dependents. Everything is checked against the API before something is deleted.
 */
final class GarbageReconciler implements Reconciler<String> {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final OwnerGraph graph;
    private final KubeClient client;
    private final Map<String, Kind<PartialObject>> kinds;
    private final Consumer<String> again;

    /**
     * @param kinds the served kinds by {@code apiVersion/kind}
     * @param again queues another object
     */
    GarbageReconciler(
            OwnerGraph graph, KubeClient client, Map<String, Kind<PartialObject>> kinds, Consumer<String> again) {
        this.graph = graph;
        this.client = client;
        this.kinds = kinds;
        this.again = again;
    }

    private enum State {
        /** The owner is there and stays. */
        SOLID,
        /** The owner is there and waits for its dependents to go. */
        WAITING,
        /** The owner is gone. */
        GONE
    }

    @Override
    public Next reconcile(String uid) {
        var entry = graph.find(uid);
        if (entry == null) {
            return Next.done();
        }
        try {
            if (entry.waitsFor(ORPHAN)) {
                orphanDependents(entry);
            } else if (entry.waitsFor(FOREGROUND)) {
                return deleteDependents(entry);
            } else if (!entry.deleting() && !entry.owners().isEmpty()) {
                return collect(entry);
            }
            return Next.done();
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Next.done();
            }
            if (e.isConflict()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private Next collect(OwnerGraph.Entry seen) {
        if (seen.owners().stream().allMatch(reference -> stateOf(reference, seen) == State.SOLID)) {
            return kept(seen);
        }
        var found = objects(seen).find(seen.object().name());
        if (found.isEmpty() || !found.get().uid().equals(seen.object().uid())) {
            graph.remove(seen.object().uid()).forEach(again);
            return Next.done();
        }
        // The graph may lag behind: an owner that set this object free is gone for good before the graph knows it.
        var entry = new OwnerGraph.Entry(seen.kind(), found.get());
        boolean solid = false;
        boolean waiting = false;
        var gone = new ArrayList<OwnerReference>();
        for (var reference : entry.owners()) {
            switch (stateOf(reference, entry)) {
                case SOLID -> solid = true;
                case WAITING -> {
                    waiting = true;
                    gone.add(reference);
                }
                case GONE -> gone.add(reference);
            }
        }
        if (gone.isEmpty()) {
            return kept(entry);
        }
        if (solid) {
            removeReferences(entry, gone.stream().map(OwnerReference::uid).toList());
            return Next.done();
        }
        if (waiting) {
            deleteForeground(entry);
        } else {
            delete(entry, propagation(entry, false));
        }
        return Next.done();
    }

    /** The going of an owner that was never seen would not be noticed: it has to be asked for again. */
    private Next kept(OwnerGraph.Entry entry) {
        boolean seen = entry.owners().stream().allMatch(owner -> graph.find(owner.uid()) != null);
        return seen ? Next.done() : Next.retry();
    }

    private void delete(OwnerGraph.Entry live, String propagation) {
        var metadata = live.object().metadata();
        objects(live)
                .deleteIfPresent(
                        live.object().name(),
                        new DeleteOptions(null, propagation, live.object().uid(), metadata.resourceVersion()));
    }

    private static String propagation(OwnerGraph.Entry entry, boolean foreground) {
        var finalizers = entry.object().metadata().finalizers();
        if (finalizers.contains(ORPHAN)) {
            return "Orphan";
        }
        return foreground || finalizers.contains(FOREGROUND) ? "Foreground" : "Background";
    }

    /** What has become of an owner; what the graph does not know is asked of the API. */
    private State stateOf(OwnerReference reference, OwnerGraph.Entry dependent) {
        var known = graph.find(reference.uid());
        boolean elsewhere = known != null
                && known.kind().namespaced()
                && !known.object().namespace().equals(dependent.object().namespace());
        if (known != null && !elsewhere) {
            return known.waitsFor(FOREGROUND) && reference.blockOwnerDeletion() ? State.WAITING : State.SOLID;
        }
        var kind = kinds.get(reference.apiVersion() + "/" + reference.kind());
        if (kind == null) {
            // A kind that is not served may come back: nothing is deleted on account of it.
            kind = otherVersion(reference);
            if (kind == null) {
                return State.SOLID;
            }
        }
        if (kind.namespaced() && dependent.object().namespace().isEmpty()) {
            return State.SOLID;
        }
        var owner = client.of(kind, kind.namespaced() ? dependent.object().namespace() : "")
                .find(reference.name());
        return owner.filter(found -> found.uid().equals(reference.uid())).isPresent() ? State.SOLID : State.GONE;
    }

    private @org.jspecify.annotations.Nullable Kind<PartialObject> otherVersion(OwnerReference reference) {
        int slash = reference.apiVersion().indexOf('/');
        var group = slash < 0 ? "" : reference.apiVersion().substring(0, slash);
        return kinds.values().stream()
                .filter(kind -> kind.group().equals(group) && kind.name().equals(reference.kind()))
                .findFirst()
                .orElse(null);
    }

    /** Foreground: the dependents go first, those that block are waited for. */
    private Next deleteDependents(OwnerGraph.Entry owner) {
        boolean blocked = false;
        for (var dependent : graph.dependentsOf(owner.object().uid())) {
            boolean blocks = dependent.owners().stream()
                    .anyMatch(reference ->
                            reference.uid().equals(owner.object().uid()) && reference.blockOwnerDeletion());
            if (blocks) {
                blocked = true;
            }
            if (!dependent.deleting()) {
                deleteDependent(owner, dependent);
            }
        }
        if (!blocked) {
            removeFinalizer(owner, FOREGROUND);
        }
        // The last dependent's going queues the owner again.
        return Next.done();
    }

    private void deleteDependent(OwnerGraph.Entry owner, OwnerGraph.Entry seen) {
        var found = objects(seen).find(seen.object().name());
        if (found.isEmpty() || !found.get().uid().equals(seen.object().uid())) {
            return;
        }
        var dependent = new OwnerGraph.Entry(seen.kind(), found.get());
        var uid = owner.object().uid();
        if (dependent.owners().stream().noneMatch(reference -> reference.uid().equals(uid))) {
            return;
        }
        boolean otherSolid = dependent.owners().stream()
                .filter(reference -> !reference.uid().equals(uid))
                .anyMatch(reference -> stateOf(reference, dependent) == State.SOLID);
        if (otherSolid) {
            removeReferences(dependent, List.of(uid));
            return;
        }
        deleteForeground(dependent);
    }

    /** Deletes an object whose owner waits for it. Where owners make a circle, it stops holding them up. */
    private void deleteForeground(OwnerGraph.Entry live) {
        var dependents = graph.dependentsOf(live.object().uid());
        boolean circle = dependents.stream().anyMatch(dependent -> dependent.waitsFor(FOREGROUND));
        delete(circle ? unblocked(live) : live, propagation(live, !dependents.isEmpty()));
    }

    private OwnerGraph.Entry unblocked(OwnerGraph.Entry live) {
        var references = live.owners().stream()
                .<Object>map(reference -> reference.blockOwnerDeletion()
                        ? reference.withBlockOwnerDeletion(false).tree()
                        : reference.tree())
                .toList();
        return new OwnerGraph.Entry(live.kind(), patchMetadata(live, live.object(), "ownerReferences", references));
    }

    private void orphanDependents(OwnerGraph.Entry owner) {
        for (var dependent : graph.dependentsOf(owner.object().uid())) {
            try {
                removeReferences(dependent, List.of(owner.object().uid()));
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        removeFinalizer(owner, ORPHAN);
    }

    private void removeReferences(OwnerGraph.Entry entry, List<String> uids) {
        var live = objects(entry).get(entry.object().name());
        var left = live.metadata().ownerReferences().stream()
                .filter(reference -> !uids.contains(reference.uid()))
                .<Object>map(OwnerReference::tree)
                .toList();
        patchMetadata(entry, live, "ownerReferences", left);
    }

    private void removeFinalizer(OwnerGraph.Entry entry, String finalizer) {
        var live = objects(entry).get(entry.object().name());
        if (live.metadata().finalizers().contains(finalizer)) {
            List<Object> left = new ArrayList<>(live.metadata().finalizers());
            left.remove(finalizer);
            patchMetadata(entry, live, "finalizers", List.copyOf(left));
        }
    }

    private PartialObject patchMetadata(OwnerGraph.Entry entry, PartialObject live, String field, List<Object> value) {
        var metadata = Dict.builder()
                .put("uid", live.uid())
                .put("resourceVersion", live.metadata().resourceVersion())
                .put(field, value)
                .build();
        return objects(entry).patch(live.name(), PatchType.MERGE, "", JsonWriter.bytes(Dict.of("metadata", metadata)));
    }

    private Resource<PartialObject> objects(OwnerGraph.Entry entry) {
        return client.of(entry.kind(), entry.object().namespace());
    }
}
