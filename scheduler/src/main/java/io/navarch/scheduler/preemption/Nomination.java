package io.navarch.scheduler.preemption;

import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.List;

/**
 * A node on which a pod finds room once others are gone.
 *
 * @param victims who must go, the most important first
 * @param violations how many of them go against their disruption budgets
 */
public record Nomination(NodeState node, List<PodState> victims, int violations) {}
