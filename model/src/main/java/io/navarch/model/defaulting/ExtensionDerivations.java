package io.navarch.model.defaulting;

import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.autoscaling.v2.HPAScalingPolicy;
import io.navarch.model.autoscaling.v2.HPAScalingRules;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.navarch.model.autoscaling.v2.MetricSpec;
import io.navarch.model.networking.v1.NetworkPolicySpec;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Defaults of the remaining groups that depend on other fields. */
final class ExtensionDerivations {
    private static final int CPU_TARGET = 80;

    private ExtensionDerivations() {}

    static void register(Map<String, UnaryOperator<Struct>> all) {
        all.put("scalingMetrics", ExtensionDerivations::scalingMetrics);
        all.put("scalingBehavior", ExtensionDerivations::scalingBehavior);
        all.put("policyTypes", ExtensionDerivations::policyTypes);
        all.put("subjectGroup", ExtensionDerivations::subjectGroup);
        all.put("definitionNames", ExtensionDerivations::definitionNames);
        all.put("storedVersions", ExtensionDerivations::storedVersions);
        all.put("deviceCount", ExtensionDerivations::deviceCount);
    }

    private static Struct scalingMetrics(Struct tree) {
        var spec = new HorizontalPodAutoscalerSpec(tree);
        if (!spec.metrics().isEmpty()) {
            return tree;
        }
        var cpu = MetricSpec.EMPTY.withType("Resource").withResource(resource -> resource.withName("cpu")
                .withTarget(target -> target.withType("Utilization").withAverageUtilization(CPU_TARGET)));
        return spec.withMetrics(List.of(cpu)).tree();
    }

    private static Struct scalingBehavior(Struct tree) {
        var behavior = new HorizontalPodAutoscalerBehavior(tree);
        var up = behavior.scaleUp();
        if (!up.hasStabilizationWindowSeconds()) {
            up = up.withStabilizationWindowSeconds(0);
        }
        up = rules(up, List.of(policy("Pods", 4), policy("Percent", 100)));
        var down = rules(behavior.scaleDown(), List.of(policy("Percent", 100)));
        return behavior.withScaleUp(up).withScaleDown(down).tree();
    }

    private static HPAScalingRules rules(HPAScalingRules rules, List<HPAScalingPolicy> policies) {
        var changed = rules.selectPolicy().isEmpty() ? rules.withSelectPolicy("Max") : rules;
        return changed.policies().isEmpty() ? changed.withPolicies(policies) : changed;
    }

    private static HPAScalingPolicy policy(String type, int value) {
        return HPAScalingPolicy.EMPTY.withType(type).withValue(value).withPeriodSeconds(15);
    }

    private static Struct policyTypes(Struct tree) {
        var spec = new NetworkPolicySpec(tree);
        if (!spec.policyTypes().isEmpty()) {
            return tree;
        }
        return spec.withPolicyTypes(spec.egress().isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress"))
                .tree();
    }

    private static Struct subjectGroup(Struct subject) {
        var kind = subject.get("kind");
        boolean person = "User".equals(kind) || "Group".equals(kind);
        return person ? Derivations.withDefault(subject, "apiGroup", "rbac.authorization.k8s.io") : subject;
    }

    private static Struct definitionNames(Struct tree) {
        var definition = new CustomResourceDefinition(tree);
        var names = definition.spec().names();
        if (names.kind().isEmpty()) {
            return tree;
        }
        if (names.singular().isEmpty()) {
            names = names.withSingular(names.kind().toLowerCase(Locale.ROOT));
        }
        if (names.listKind().isEmpty()) {
            names = names.withListKind(names.kind() + "List");
        }
        var named = names;
        return definition.withSpec(spec -> spec.withNames(named)).tree();
    }

    /** The version that objects are stored in is among those that were ever stored. */
    private static Struct storedVersions(Struct tree) {
        var definition = new CustomResourceDefinition(tree);
        var stored = new ArrayList<>(definition.status().storedVersions());
        for (var version : definition.spec().versions()) {
            if (version.storage() && stored.isEmpty()) {
                stored.add(version.name());
            }
        }
        return stored.isEmpty()
                ? tree
                : definition
                        .withStatus(status -> status.withStoredVersions(stored))
                        .tree();
    }

    private static Struct deviceCount(Struct request) {
        var mode = request.get("allocationMode");
        boolean exact = mode == null || mode.equals("") || mode.equals("ExactCount");
        return exact && request.get("count") == null ? request.with("count", 1L) : request;
    }
}
