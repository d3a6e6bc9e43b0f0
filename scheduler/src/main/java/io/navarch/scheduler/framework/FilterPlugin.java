package io.navarch.scheduler.framework;

import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;
import java.util.Set;

/** Says on which nodes a pod cannot run. */
public interface FilterPlugin extends Plugin {
    /** The test of one pod, made once per attempt and asked for each node; empty if there is nothing to test. */
    Optional<NodeFilter> prepare(PodState pod, ClusterState cluster);

    /** Why no node at all will do for the pod, in upstream's words; empty if nodes are worth a look. */
    default Optional<String> refusesAll(PodState pod, ClusterState cluster) {
        return Optional.empty();
    }

    /** The events after which a pod that this plugin refused is worth another attempt. */
    Set<ClusterEvent> unblockedBy();

    /** Judges nodes for one pod. */
    @FunctionalInterface
    interface NodeFilter {
        Verdict test(NodeState node);
    }
}
