package io.navarch.controllers.autoscaling;

import io.navarch.model.autoscaling.v2.HPAScalingPolicy;
import io.navarch.model.autoscaling.v2.HPAScalingRules;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.time.Duration;
import java.time.Instant;

/** What may be done of what metrics want: stabilised, no faster than allowed, within the bounds. Pure but for the history. */
final class ScaleRules {
    private static final Duration DOWN_STABILIZATION = Duration.ofMinutes(5);
    private static final String TOO_FAST_UP =
            "the desired replica count is increasing faster than the maximum scale rate";
    private static final String TOO_FAST_DOWN =
            "the desired replica count is decreasing faster than the maximum scale rate";
    private static final String TOO_MANY = "the desired replica count is more than the maximum replica count";
    private static final String TOO_FEW = "the desired replica count is less than the minimum replica count";
    private static final String UNSETTLED_DOWN =
            "recent recommendations were higher than current one, applying the highest recent recommendation";
    private static final String UNSETTLED_UP =
            "recent recommendations were lower than current one, applying the lowest recent recommendation";

    private final HorizontalPodAutoscalerSpec spec;
    private final ScaleHistory history;
    private final Instant now;

    ScaleRules(HorizontalPodAutoscalerSpec spec, ScaleHistory history, Instant now) {
        this.spec = spec;
        this.history = history;
        this.now = now;
    }

    /** A condition's reason and message. */
    record Word(String reason, String message) {
        static final Word READY = new Word("ReadyForNewScale", "recommended size matches current size");
        static final Word WITHIN = new Word("DesiredWithinRange", "the desired count is within the acceptable range");
    }

    /**
     * What is done.
     *
     * @param able why AbleToScale is true
     * @param limited whether what is wanted is more than what is done
     * @param limit why ScalingLimited is what it is
     */
    record Ruling(int replicas, Word able, boolean limited, Word limit) {}

    private record Limited(int replicas, Word word) {}

    static int least(HorizontalPodAutoscalerSpec spec) {
        return spec.hasMinReplicas() ? spec.minReplicas() : 1;
    }

    /** @param wanted what metrics ask for; remembered as a recommendation */
    Ruling rule(int current, int wanted) {
        boolean plain = !spec.hasBehavior();
        int stable = plain ? history.highest(wanted, DOWN_STABILIZATION, now) : stabilized(current, wanted);
        history.recommend(wanted, now);
        var able = Word.READY;
        if (stable != wanted) {
            able = !plain && wanted >= current
                    ? new Word("ScaleUpStabilized", UNSETTLED_UP)
                    : new Word("ScaleDownStabilized", UNSETTLED_DOWN);
        }
        var limited = plain ? bounded(current, stable) : paced(current, stable);
        return new Ruling(limited.replicas(), able, limited.replicas() != stable, limited.word());
    }

    private int stabilized(int current, int wanted) {
        var up = spec.behavior().scaleUp();
        var down = spec.behavior().scaleDown();
        int lowest = history.lowest(wanted, window(up, Duration.ZERO), now);
        int highest = history.highest(wanted, window(down, DOWN_STABILIZATION), now);
        return Math.min(Math.max(current, lowest), highest);
    }

    private static Duration window(HPAScalingRules rules, Duration absent) {
        return rules.hasStabilizationWindowSeconds() ? Duration.ofSeconds(rules.stabilizationWindowSeconds()) : absent;
    }

    /** Without stated behaviour a target at most doubles at once, or grows to four. */
    private Limited bounded(int current, int wanted) {
        int fastest = Math.max(2 * current, 4);
        if (wanted < least(spec)) {
            return new Limited(least(spec), new Word("TooFewReplicas", TOO_FEW));
        }
        int most = Math.min(spec.maxReplicas(), fastest);
        if (wanted > most) {
            return new Limited(
                    most,
                    spec.maxReplicas() > fastest
                            ? new Word("ScaleUpLimit", TOO_FAST_UP)
                            : new Word("TooManyReplicas", TOO_MANY));
        }
        return new Limited(wanted, Word.WITHIN);
    }

    private Limited paced(int current, int wanted) {
        if (wanted > current) {
            int fastest =
                    Math.max(current, highestAllowed(current, spec.behavior().scaleUp()));
            int most = Math.min(spec.maxReplicas(), fastest);
            if (wanted > most) {
                return new Limited(
                        most,
                        spec.maxReplicas() > fastest
                                ? new Word("ScaleUpLimit", TOO_FAST_UP)
                                : new Word("TooManyReplicas", TOO_MANY));
            }
        } else if (wanted < current) {
            int fastest =
                    Math.min(current, lowestAllowed(current, spec.behavior().scaleDown()));
            int fewest = Math.max(least(spec), fastest);
            if (wanted < fewest) {
                return new Limited(
                        fewest,
                        least(spec) < fastest
                                ? new Word("ScaleDownLimit", TOO_FAST_DOWN)
                                : new Word("TooFewReplicas", TOO_FEW));
            }
        }
        return new Limited(wanted, Word.WITHIN);
    }

    private int highestAllowed(int current, HPAScalingRules rules) {
        if (rules.selectPolicy().equals("Disabled")) {
            return current;
        }
        boolean strictest = rules.selectPolicy().equals("Min");
        int limit = strictest ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        for (var policy : rules.policies()) {
            int start = start(current, policy);
            int allowed = policy.type().equals("Percent")
                    ? (int) Math.ceil(start * (1 + policy.value() / 100.0))
                    : start + policy.value();
            limit = strictest ? Math.min(limit, allowed) : Math.max(limit, allowed);
        }
        return rules.policies().isEmpty() ? Integer.MAX_VALUE : limit;
    }

    private int lowestAllowed(int current, HPAScalingRules rules) {
        if (rules.selectPolicy().equals("Disabled")) {
            return current;
        }
        boolean strictest = rules.selectPolicy().equals("Min");
        int limit = strictest ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        for (var policy : rules.policies()) {
            int start = start(current, policy);
            int allowed = policy.type().equals("Percent")
                    ? (int) (start * (1 - policy.value() / 100.0))
                    : start - policy.value();
            limit = strictest ? Math.max(limit, allowed) : Math.min(limit, allowed);
        }
        return rules.policies().isEmpty() ? 0 : limit;
    }

    /** How many replicas there were when the policy's period began. */
    private int start(int current, HPAScalingPolicy policy) {
        var period = Duration.ofSeconds(policy.periodSeconds());
        return current - history.added(period, now) + history.removed(period, now);
    }
}
