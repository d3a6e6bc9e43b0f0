package io.navarch.controllers.disruption;

import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Pods;
import io.navarch.controllers.scale.Scales;
import io.navarch.model.KubeObject;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.autoscaling.v1.Scale;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.meta.v1.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How many pods the owners of pods want. Reads caches; for kinds that it does not know the API. Thread-safe. */
final class OwnerSizes {
    private final Lister<ReplicationController> replicationControllers;
    private final Lister<ReplicaSet> replicaSets;
    private final Lister<Deployment> deployments;
    private final Lister<StatefulSet> statefulSets;
    private final Scales scales;

    OwnerSizes(
            Lister<ReplicationController> replicationControllers,
            Lister<ReplicaSet> replicaSets,
            Lister<Deployment> deployments,
            Lister<StatefulSet> statefulSets,
            Scales scales) {
        this.replicationControllers = replicationControllers;
        this.replicaSets = replicaSets;
        this.deployments = deployments;
        this.statefulSets = statefulSets;
        this.scales = scales;
    }

    /**
     * The sum of all owners' sizes.
     *
     * @param unmanaged the pods that have no owner, and do not count
     */
    record Sum(int expected, List<Pod> unmanaged) {}

    /** The size of one owner. */
    private record Size(String uid, int replicas) {}

    /** An owner's size cannot be known; the message says why. */
    static final class UnknownSizeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownSizeException(String message) {
            super(message);
        }
    }

    Sum of(List<Pod> pods) {
        var unmanaged = new ArrayList<Pod>();
        var sizes = new HashMap<String, Integer>();
        for (var pod : pods) {
            var owner = Pods.controllerOf(pod.metadata());
            if (owner.isEmpty()) {
                unmanaged.add(pod);
            } else if (!sizes.containsKey(owner.get().uid())) {
                var size = size(pod.namespace(), owner.get())
                        .orElseThrow(
                                () -> new UnknownSizeException("found no controllers for pod \"" + pod.name() + "\""));
                // Several replica sets of one Deployment lead to the same size, which counts once.
                sizes.put(size.uid(), size.replicas());
            }
        }
        return new Sum(sizes.values().stream().mapToInt(Integer::intValue).sum(), unmanaged);
    }

    private Optional<Size> size(String namespace, OwnerReference owner) {
        var kind = isWorkload(owner) ? owner.kind() : owner.apiVersion() + " " + owner.kind();
        return switch (kind) {
            case "v1 ReplicationController" ->
                found(replicationControllers, namespace, owner)
                        .map(found -> new Size(found.uid(), found.spec().replicas()));
            case "ReplicaSet" -> found(replicaSets, namespace, owner).flatMap(set -> size(namespace, set));
            case "StatefulSet" ->
                found(statefulSets, namespace, owner)
                        .map(found -> new Size(found.uid(), found.spec().replicas()));
            default -> scale(namespace, owner);
        };
    }

    private static boolean isWorkload(OwnerReference owner) {
        var group = owner.apiVersion().split("/", 2)[0];
        return Set.of("apps", "extensions").contains(group);
    }

    private Optional<Size> size(String namespace, ReplicaSet set) {
        var owner = Pods.controllerOf(set.metadata());
        if (owner.isEmpty()) {
            return Optional.of(new Size(set.uid(), set.spec().replicas()));
        }
        if (!owner.get().kind().equals("Deployment") || !isWorkload(owner.get())) {
            // Some other kind drives the set: what the set wants is what is expected.
            return Optional.of(new Size(set.uid(), set.spec().replicas()));
        }
        return found(deployments, namespace, owner.get())
                .map(deployment -> new Size(deployment.uid(), deployment.spec().replicas()));
    }

    private static <T extends KubeObject<T>> Optional<T> found(
            Lister<T> lister, String namespace, OwnerReference owner) {
        return lister.find(namespace, owner.name()).filter(found -> found.uid().equals(owner.uid()));
    }

    private Optional<Size> scale(String namespace, OwnerReference owner) {
        var resource = scales.resource(owner.apiVersion(), owner.kind())
                .orElseThrow(() -> new UnknownSizeException(
                        "no matches for kind \"" + owner.kind() + "\" in version \"" + owner.apiVersion() + "\""));
        var scale = resource.scalable() ? scales.find(resource, namespace, owner.name()) : Optional.<Scale>empty();
        if (scale.isPresent() && scale.get().metadata().uid().equals(owner.uid())) {
            return Optional.of(new Size(owner.uid(), scale.get().spec().replicas()));
        }
        scales.forget(owner.apiVersion(), owner.kind());
        if (!resource.scalable()) {
            throw new UnknownSizeException(resource.groupResource() + " does not implement the scale subresource");
        }
        return Optional.empty();
    }
}
