package io.navarch.model.validation;

import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.JobSpec;
import io.navarch.model.batch.v1.JobStatus;
import io.navarch.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.navarch.model.batch.v1.PodFailurePolicyRule;
import io.navarch.model.batch.v1.SuccessPolicyRule;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** When Jobs fail and succeed: their policies, and what a Job's status may say of its end. */
final class JobChecks {
    private static final int MOST_RULES = 20;
    private static final int MOST_EXIT_CODES = 255;
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");

    private JobChecks() {}

    static void register(Map<String, Check> all) {
        all.put("jobPolicies", JobChecks::policies);
        all.put("jobStatus", JobChecks::status);
    }

    private static void policies(Struct tree, String path, Scope scope) {
        var spec = new JobSpec(tree);
        if (spec.hasPodFailurePolicy()) {
            failurePolicy(spec, path + ".podFailurePolicy.rules", scope.errors());
        }
        if (spec.hasSuccessPolicy()) {
            if (spec.completionMode().equals("Indexed")) {
                successPolicy(spec, path + ".successPolicy.rules", scope.errors());
            } else {
                scope.errors()
                        .invalid(
                                path + ".successPolicy",
                                GoValues.object(
                                        "Rules",
                                        GoValues.list(spec.successPolicy().rules().stream()
                                                .map(JobChecks::shown)
                                                .toList())),
                                "requires indexed completion mode");
            }
        }
    }

    private static FieldErrors.Verbatim shown(SuccessPolicyRule rule) {
        return GoValues.object(
                "SucceededIndexes",
                rule.hasSucceededIndexes() ? rule.succeededIndexes() : null,
                "SucceededCount",
                rule.hasSucceededCount() ? rule.succeededCount() : null);
    }

    private static void failurePolicy(JobSpec spec, String path, FieldErrors errors) {
        var rules = spec.podFailurePolicy().rules();
        if (rules.size() > MOST_RULES) {
            errors.tooMany(path, rules.size(), MOST_RULES);
        }
        var containers = new HashSet<String>();
        spec.template().spec().containers().forEach(container -> containers.add(container.name()));
        spec.template().spec().initContainers().forEach(container -> containers.add(container.name()));
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var at = path + "[" + i + "]";
            action(spec, rule, at + ".action", errors);
            if (rule.hasOnExitCodes()) {
                exitCodes(rule.onExitCodes(), at + ".onExitCodes", containers, errors);
            }
            conditions(rule, at + ".onPodConditions", errors);
            boolean both = rule.hasOnExitCodes() && !rule.onPodConditions().isEmpty();
            boolean neither = !rule.hasOnExitCodes() && rule.onPodConditions().isEmpty();
            if (both || neither) {
                errors.invalidUnshown(
                        at,
                        both
                                ? "specifying both OnExitCodes and OnPodConditions is not supported"
                                : "specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }

    private static void action(JobSpec spec, PodFailurePolicyRule rule, String at, FieldErrors errors) {
        if (rule.action().isEmpty()) {
            errors.required(at, "valid values: [\"" + String.join("\" \"", ACTIONS) + "\"]");
        } else if (!ACTIONS.contains(rule.action())) {
            errors.notSupported(at, rule.action(), ACTIONS);
        } else if (rule.action().equals("FailIndex") && !spec.hasBackoffLimitPerIndex()) {
            errors.invalid(at, rule.action(), "requires the backoffLimitPerIndex to be set");
        }
    }

    private static void exitCodes(
            PodFailurePolicyOnExitCodesRequirement codes, String at, HashSet<String> containers, FieldErrors errors) {
        if (codes.operator().isEmpty()) {
            errors.required(at + ".operator", "valid values: [\"" + String.join("\" \"", OPERATORS) + "\"]");
        } else if (!OPERATORS.contains(codes.operator())) {
            errors.notSupported(at + ".operator", codes.operator(), OPERATORS);
        }
        if (!codes.containerName().isEmpty() && !containers.contains(codes.containerName())) {
            errors.invalid(
                    at + ".containerName",
                    codes.containerName(),
                    "must be one of the container or initContainer names in the pod template");
        }
        var values = codes.values();
        if (values.isEmpty()) {
            errors.invalid(at + ".values", List.of(), "at least one value is required");
        } else if (values.size() > MOST_EXIT_CODES) {
            errors.tooMany(at + ".values", values.size(), MOST_EXIT_CODES);
        }
        var seen = new ArrayList<Long>();
        for (int i = 0; i < values.size(); i++) {
            long value = values.get(i).longValue();
            if (seen.contains(value)) {
                errors.duplicate(at + ".values[" + i + "]", value);
            }
            seen.add(value);
            if (value == 0 && codes.operator().equals("In")) {
                errors.invalid(at + ".values[" + i + "]", value, "must not be 0 for the In operator");
            }
        }
        if (!seen.stream().sorted().toList().equals(seen)) {
            errors.invalid(at + ".values", seen, "must be ordered");
        }
    }

    private static void conditions(PodFailurePolicyRule rule, String at, FieldErrors errors) {
        if (rule.onPodConditions().size() > MOST_RULES) {
            errors.tooMany(at, rule.onPodConditions().size(), MOST_RULES);
        }
        for (int i = 0; i < rule.onPodConditions().size(); i++) {
            var pattern = rule.onPodConditions().get(i);
            if (!STATUSES.contains(pattern.status())) {
                errors.notSupported(at + "[" + i + "].status", pattern.status(), STATUSES);
            }
        }
    }

    private static void successPolicy(JobSpec spec, String path, FieldErrors errors) {
        var rules = spec.successPolicy().rules();
        if (rules.isEmpty()) {
            errors.required(path, "at least one rules must be specified when the successPolicy is specified");
        } else if (rules.size() > MOST_RULES) {
            errors.tooMany(path, rules.size(), MOST_RULES);
        }
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var at = path + "[" + i + "]";
            if (!rule.hasSucceededCount() && !rule.hasSucceededIndexes()) {
                errors.required(at, "at least one of succeededCount or succeededIndexes must be specified");
            }
            if (rule.hasSucceededCount()) {
                count(spec, rule, at + ".succeededCount", errors);
            }
        }
    }

    private static void count(JobSpec spec, SuccessPolicyRule rule, String at, FieldErrors errors) {
        if (rule.succeededCount() < 0) {
            errors.invalid(at, rule.succeededCount(), "must be greater than or equal to 0");
        } else if (rule.succeededCount() > spec.completions()) {
            errors.invalid(
                    at,
                    rule.succeededCount(),
                    "must be less than or equal to " + spec.completions() + " (the number of specified completions)");
        }
    }

    /** A Job's end is told in order and contradicts nothing, whoever manages the Job. */
    private static void status(Struct tree, String path, Scope scope) {
        var status = new JobStatus(tree);
        var errors = scope.errors();
        boolean complete = holds(status, "Complete");
        boolean failed = holds(status, "Failed");
        if (complete || failed) {
            finished(status, path, errors);
        }
        if (status.ready() > status.active()) {
            errors.invalid(path + ".ready", status.ready(), "cannot set more ready pods than active");
        }
        if (complete
                && status.hasStartTime()
                && status.hasCompletionTime()
                && Timestamps.instantOrEpoch(status.completionTime())
                        .isBefore(Timestamps.instantOrEpoch(status.startTime()))) {
            errors.invalid(
                    path + ".completionTime", status.completionTime(), "completionTime cannot be set before startTime");
        }
        if (status.hasCompletionTime() && !complete) {
            errors.invalid(
                    path + ".completionTime",
                    status.completionTime(),
                    "cannot set completionTime when there is no Complete=True condition");
        } else if (complete && !status.hasCompletionTime()) {
            errors.required(path + ".completionTime", "completionTime is required for Complete jobs");
        }
        boolean failing = holds(status, "FailureTarget");
        boolean succeeding = holds(status, "SuccessCriteriaMet");
        clash(complete && failed, "Complete=True and Failed=true conditions", path, errors);
        clash(complete && failing, "Complete=True and FailureTarget=true conditions", path, errors);
        clash(failed && !failing, "Failed=True condition without the FailureTarget=true condition", path, errors);
        clash(
                complete && !succeeding,
                "Complete=True condition without the SuccessCriteriaMet=true condition",
                path,
                errors);
        clash(succeeding && failed, "SuccessCriteriaMet=True and Failed=true conditions", path, errors);
        clash(succeeding && failing, "SuccessCriteriaMet=True and FailureTarget=true conditions", path, errors);
    }

    private static void finished(JobStatus status, String path, FieldErrors errors) {
        if (status.active() > 0) {
            errors.invalid(path + ".active", status.active(), "active>0 is invalid for finished job");
        }
        if (status.terminating() > 0) {
            errors.invalid(path + ".terminating", status.terminating(), "terminating>0 is invalid for finished job");
        }
        if (!status.hasStartTime()) {
            errors.required(path + ".startTime", "startTime is required for finished job");
        }
        var uncounted = status.uncountedTerminatedPods();
        if (!uncounted.succeeded().isEmpty() || !uncounted.failed().isEmpty()) {
            errors.invalid(
                    path + ".uncountedTerminatedPods",
                    GoValues.object("Succeeded", uncounted.succeeded(), "Failed", uncounted.failed()),
                    "uncountedTerminatedPods needs to be empty for finished job");
        }
    }

    private static void clash(boolean is, String what, String path, FieldErrors errors) {
        if (is) {
            errors.invalidUnshown(path + ".conditions", "cannot set " + what);
        }
    }

    private static boolean holds(JobStatus status, String type) {
        return status.conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals("True"));
    }
}
