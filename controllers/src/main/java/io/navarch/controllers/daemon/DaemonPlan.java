package io.navarch.controllers.daemon;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.Timestamps;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What brings a set's pods to the nodes that want them. Pure logic.
 *
 * @param create the nodes that need a pod
 * @param delete pods that are too many, or where none belongs
 * @param finished pods that ended by themselves and are to be replaced, with the node of each
 */
record DaemonPlan(List<String> create, List<Pod> delete, List<Pod> finished) {
    static final Comparator<Pod> OLDEST_FIRST = Comparator.<Pod, Instant>comparing(
                    pod -> Timestamps.instantOrEpoch(pod.metadata().creationTimestamp()))
            .thenComparing(Pod::name);

    /** @param byNode the set's pods by the node they belong to */
    static DaemonPlan of(
            DaemonSet set, Collection<Node> nodes, Map<String, List<Pod>> byNode, String hash, Instant now) {
        var plan = new DaemonPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var node : nodes) {
            var pods = byNode.getOrDefault(node.name(), List.of());
            var fit = NodeFit.of(set, node);
            if (fit.run() && pods.isEmpty()) {
                plan.create.add(node.name());
            } else if (fit.stay()) {
                plan.tidy(set, node.name(), pods, hash, now);
            } else {
                pods.stream().filter(pod -> !Pods.terminating(pod)).forEach(plan.delete::add);
            }
        }
        var known = nodes.stream().map(Node::name).toList();
        byNode.forEach((name, pods) -> {
            if (!known.contains(name)) {
                // Nobody will ever schedule them; those that ran there are the pod garbage collector's.
                pods.stream()
                        .filter(pod -> pod.spec().nodeName().isEmpty() && !Pods.terminating(pod))
                        .forEach(plan.delete::add);
            }
        });
        return plan;
    }

    private void tidy(DaemonSet set, String node, List<Pod> pods, String hash, Instant now) {
        var running = new ArrayList<Pod>();
        for (var pod : pods) {
            if (Pods.terminating(pod)) {
                continue;
            }
            if (Pods.finished(pod)) {
                finished.add(pod);
            } else {
                running.add(pod);
            }
        }
        running.sort(OLDEST_FIRST);
        if (DaemonRollout.maxSurge(set, 1) == 0) {
            running.stream().skip(1).forEach(delete::add);
            return;
        }
        Pod fresh = null;
        Pod old = null;
        for (var pod : running) {
            if (DaemonPods.current(pod, set, hash)) {
                if (fresh != null) {
                    delete.add(pod);
                } else {
                    fresh = pod;
                }
            } else if (old != null) {
                delete.add(pod);
            } else {
                old = pod;
            }
        }
        if (fresh != null
                && old != null
                && (!Pods.ready(old) || Pods.available(fresh, set.spec().minReadySeconds(), now))) {
            delete.add(old);
        }
    }
}
