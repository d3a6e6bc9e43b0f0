package io.navarch.controllers.job;

import io.navarch.model.batch.v1.Job;
import io.navarch.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.navarch.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a Job's podFailurePolicy says to a pod that failed. Pure logic. */
final class FailurePolicy {
    private FailurePolicy() {}

    /**
     * A rule's word.
     *
     * @param action FailJob, FailIndex, Ignore or Count
     * @param message why, in upstream's words
     */
    record Ruling(String action, String message) {}

    private static final Ruling COUNT = new Ruling("Count", "");

    /** The first rule that matches; without one the failure counts. */
    static Ruling of(Job job, Pod pod) {
        var rules = job.spec().podFailurePolicy().rules();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var what =
                    rule.hasOnExitCodes() ? exitCode(rule.onExitCodes(), pod) : condition(rule.onPodConditions(), pod);
            if (what.isPresent()) {
                return new Ruling(rule.action(), what.get() + " matching " + rule.action() + " rule at index " + i);
            }
        }
        return COUNT;
    }

    private static Optional<String> exitCode(PodFailurePolicyOnExitCodesRequirement requirement, Pod pod) {
        if (!pod.status().phase().equals("Failed")) {
            return Optional.empty();
        }
        List<ContainerStatus> statuses = new ArrayList<>(pod.status().containerStatuses());
        statuses.addAll(pod.status().initContainerStatuses());
        for (var status : statuses) {
            int code = status.state().terminated().exitCode();
            boolean meant = requirement.containerName().isEmpty()
                    || requirement.containerName().equals(status.name());
            if (!meant || code == 0 || !status.state().hasTerminated()) {
                continue;
            }
            boolean listed = requirement.values().stream().anyMatch(value -> value.longValue() == code);
            if (listed == requirement.operator().equals("In")) {
                return Optional.of(
                        "Container " + status.name() + " for pod " + pod.key() + " failed with exit code " + code);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> condition(List<PodFailurePolicyOnPodConditionsPattern> patterns, Pod pod) {
        for (var condition : pod.status().conditions()) {
            for (var pattern : patterns) {
                var status = pattern.status().isEmpty() ? "True" : pattern.status();
                if (condition.type().equals(pattern.type())
                        && condition.status().equals(status)) {
                    return Optional.of("Pod " + pod.key() + " has condition " + condition.type());
                }
            }
        }
        return Optional.empty();
    }
}
