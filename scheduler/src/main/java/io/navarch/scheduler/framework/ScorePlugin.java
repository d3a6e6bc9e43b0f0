package io.navarch.scheduler.framework;

import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import java.util.Optional;

/** Says how good nodes are for a pod. */
public interface ScorePlugin extends Plugin {
    /** The largest score after {@link #normalize}. */
    long MOST = 100;

    /** The scoring of one pod, made once per attempt; empty if all nodes are alike. */
    Optional<NodeScore> prepare(PodState pod, ClusterState cluster);

    /** How much this plugin's scores count. */
    int weight();

    /** Brings the raw scores of all feasible nodes to 0 … 100; by default they are so already. */
    default void normalize(long[] scores) {}

    /** Scores nodes for one pod. */
    @FunctionalInterface
    interface NodeScore {
        long score(NodeState node);
    }

    /** Scales scores so that the highest becomes 100, or, reversed, so that the lowest raw score becomes 100. */
    static void scale(long[] scores, boolean reverse) {
        long highest = 0;
        for (long score : scores) {
            highest = Math.max(highest, score);
        }
        for (int i = 0; i < scores.length; i++) {
            long scaled = highest == 0 ? 0 : MOST * scores[i] / highest;
            scores[i] = reverse ? MOST - scaled : scaled;
        }
    }
}
