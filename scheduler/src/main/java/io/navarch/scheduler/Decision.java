package io.navarch.scheduler;

import io.navarch.scheduler.state.NodeState;
import java.util.List;
import java.util.Set;

/** What came of trying to place one pod. */
sealed interface Decision {
    record Placed(NodeState node) implements Decision {}

    /**
     * No node fits.
     *
     * @param reasons as the event and the condition begin
     * @param preemption how they end if nobody can be made to go
     * @param refusedBy the names of the plugins that refused nodes
     * @param candidates nodes that would take the pod if others were gone, perhaps
     */
    record Unschedulable(String reasons, String preemption, Set<String> refusedBy, List<NodeState> candidates)
            implements Decision {
        String message() {
            return reasons + preemption;
        }
    }
}
