package io.navarch.scheduler;

import io.navarch.scheduler.state.NodeState;
import java.util.Set;

/** What came of trying to place one pod. */
sealed interface Decision {
    record Placed(NodeState node) implements Decision {}

    /**
     * No node fits.
     *
     * @param message as the event and the condition say it
     * @param refusedBy the names of the plugins that refused nodes
     */
    record Unschedulable(String message, Set<String> refusedBy) implements Decision {}
}
