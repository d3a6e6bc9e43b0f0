package io.navarch.model.validation;

import io.navarch.model.autoscaling.v2.MetricSpec;
import io.navarch.model.policy.v1.PodDisruptionBudgetSpec;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;

/** Autoscalers and disruption budgets. */
final class AutoscalingChecks {
    private static final Map<String, String> SOURCES = Map.of(
            "Object",
            "object",
            "Pods",
            "pods",
            "Resource",
            "resource",
            "External",
            "external",
            "ContainerResource",
            "containerResource");

    private AutoscalingChecks() {}

    static void register(Map<String, Check> all) {
        all.put("replicaBounds", AutoscalingChecks::bounds);
        all.put("metric", AutoscalingChecks::metric);
        all.put("disruptions", AutoscalingChecks::disruptions);
    }

    private static void bounds(Struct tree, String path, Scope scope) {
        if (tree.get("minReplicas") instanceof Long min && tree.get("maxReplicas") instanceof Long max && max < min) {
            scope.errors().invalid(path + ".maxReplicas", max, "must be greater than or equal to `minReplicas`");
        }
    }

    private static void metric(Struct tree, String path, Scope scope) {
        var metric = new MetricSpec(tree);
        var errors = scope.errors();
        if (metric.type().isEmpty()) {
            errors.required(path + ".type", "must specify a metric source type");
            return;
        }
        var field = SOURCES.get(metric.type());
        if (field == null) {
            errors.notSupported(
                    path + ".type",
                    metric.type(),
                    SOURCES.keySet().stream().sorted().toList());
            return;
        }
        if (tree.get(field) == null) {
            errors.required(path + "." + field, "must populate information for the given metric source");
        }
        for (var other : List.of("object", "pods", "resource", "external", "containerResource")) {
            if (!other.equals(field) && tree.get(other) != null) {
                errors.forbidden(path + "." + other, "must populate the given metric source only");
            }
        }
    }

    private static void disruptions(Struct tree, String path, Scope scope) {
        var spec = new PodDisruptionBudgetSpec(tree);
        if (spec.hasMinAvailable() && spec.hasMaxUnavailable()) {
            var shown = GoValues.object(
                    "MinAvailable",
                    spec.minAvailable(),
                    "Selector",
                    spec.hasSelector() ? GoValues.labelSelector(spec.selector()) : null,
                    "MaxUnavailable",
                    spec.maxUnavailable(),
                    "UnhealthyPodEvictionPolicy",
                    spec.hasUnhealthyPodEvictionPolicy() ? spec.unhealthyPodEvictionPolicy() : null);
            scope.errors().invalid(path, shown, "minAvailable and maxUnavailable cannot be both set");
        }
        for (var field : List.of("minAvailable", "maxUnavailable")) {
            WorkloadChecks.share(tree.get(field), path + "." + field, scope.errors());
            WorkloadChecks.notAboveAll(tree.get(field), path + "." + field, scope.errors());
        }
    }
}
