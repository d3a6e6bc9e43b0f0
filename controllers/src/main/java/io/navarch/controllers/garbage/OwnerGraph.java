package io.navarch.controllers.garbage;

import io.navarch.client.metadata.PartialObject;
import io.navarch.model.Kind;
import io.navarch.model.meta.v1.OwnerReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who owns whom, by uid, as far as the cluster has been seen. Thread-safe. */
final class OwnerGraph {
    private final Map<String, Entry> byUid = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** An object as last seen. */
    record Entry(Kind<PartialObject> kind, PartialObject object) {
        List<OwnerReference> owners() {
            return object.metadata().ownerReferences();
        }

        /** The uids of the owners that wait for it when they are deleted. */
        Set<String> blocked() {
            return owners().stream()
                    .filter(OwnerReference::blockOwnerDeletion)
                    .map(OwnerReference::uid)
                    .collect(Collectors.toSet());
        }

        boolean deleting() {
            return object.metadata().hasDeletionTimestamp();
        }

        boolean waitsFor(String finalizer) {
            return deleting() && object.metadata().finalizers().contains(finalizer);
        }
    }

    /** Takes in an object; returns the uids of those that its change concerns. */
    synchronized Set<String> put(Kind<PartialObject> kind, PartialObject object) {
        var before = byUid.put(object.uid(), new Entry(kind, object));
        var concerned = new HashSet<String>();
        concerned.add(object.uid());
        var owners = uids(object.metadata().ownerReferences());
        if (before != null) {
            for (var uid : uids(before.owners())) {
                if (!owners.contains(uid)) {
                    unlink(uid, object.uid());
                    concerned.add(uid);
                }
            }
            concerned.addAll(before.blocked());
            concerned.removeAll(new Entry(kind, object).blocked());
            concerned.add(object.uid());
        }
        for (var uid : owners) {
            dependents.computeIfAbsent(uid, absent -> new HashSet<>()).add(object.uid());
        }
        return concerned;
    }

    /** Takes an object out; returns the uids of its dependents and owners, which its going concerns. */
    synchronized Set<String> remove(String uid) {
        var concerned = new HashSet<>(dependents.getOrDefault(uid, Set.of()));
        var removed = byUid.remove(uid);
        if (removed != null) {
            for (var owner : uids(removed.owners())) {
                unlink(owner, uid);
                concerned.add(owner);
            }
        }
        return concerned;
    }

    private void unlink(String owner, String dependent) {
        var set = dependents.get(owner);
        if (set != null) {
            set.remove(dependent);
            if (set.isEmpty()) {
                dependents.remove(owner);
            }
        }
    }

    synchronized @Nullable Entry find(String uid) {
        return byUid.get(uid);
    }

    synchronized List<Entry> dependentsOf(String uid) {
        return dependents.getOrDefault(uid, Set.of()).stream()
                .map(byUid::get)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private static Set<String> uids(List<OwnerReference> references) {
        var uids = new HashSet<String>();
        references.forEach(reference -> uids.add(reference.uid()));
        return uids;
    }
}
