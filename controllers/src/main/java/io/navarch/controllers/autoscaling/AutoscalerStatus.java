package io.navarch.controllers.autoscaling;

import io.navarch.model.Timestamps;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.navarch.model.autoscaling.v2.MetricStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An autoscaler's status in the making. Confined to one round. */
final class AutoscalerStatus {
    static final String ABLE = "AbleToScale";
    static final String ACTIVE = "ScalingActive";
    static final String LIMITED = "ScalingLimited";

    private final Instant now;
    private HorizontalPodAutoscalerStatus status;

    AutoscalerStatus(HorizontalPodAutoscaler autoscaler, Instant now) {
        this.status = autoscaler.status();
        this.now = now;
    }

    HorizontalPodAutoscalerStatus status() {
        return status;
    }

    /** A transition time moves only when the condition's status does. */
    void condition(String type, boolean holds, String reason, String message) {
        var wanted = HorizontalPodAutoscalerCondition.EMPTY
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(Timestamps.of(now));
        var conditions = new ArrayList<HorizontalPodAutoscalerCondition>();
        boolean placed = false;
        for (var condition : status.conditions()) {
            boolean same = condition.type().equals(type);
            placed |= same;
            conditions.add(
                    !same
                            ? condition
                            : condition.status().equals(wanted.status())
                                    ? wanted.withLastTransitionTime(condition.lastTransitionTime())
                                    : wanted);
        }
        if (!placed) {
            conditions.add(wanted);
        }
        status = status.withConditions(conditions);
    }

    /** What was found, if nothing came of it. */
    void found(int current, List<MetricStatus> metrics) {
        status = status.withCurrentReplicas(current).withCurrentMetrics(metrics);
    }

    void outcome(int current, int desired, List<MetricStatus> metrics, boolean rescaled) {
        found(current, metrics);
        status = status.withDesiredReplicas(desired);
        if (rescaled) {
            status = status.withLastScaleTime(Timestamps.of(now));
        }
    }
}
