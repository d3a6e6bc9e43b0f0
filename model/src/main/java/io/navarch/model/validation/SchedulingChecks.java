package io.navarch.model.validation;

import io.navarch.model.core.v1.NodeSelectorRequirement;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.core.v1.TopologySpreadConstraint;
import io.navarch.model.meta.v1.LabelSelectorRequirement;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Tolerations, spreading, node and label requirements. */
final class SchedulingChecks {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private SchedulingChecks() {}

    static void register(Map<String, Check> all) {
        all.put("toleration", SchedulingChecks::toleration);
        all.put("spread", SchedulingChecks::spread);
        all.put("spreadPairs", SchedulingChecks::spreadPairs);
        all.put("nodeSelectorRequirement", SchedulingChecks::nodeRequirement);
        all.put("labelRequirement", SchedulingChecks::labelRequirement);
    }

    private static void toleration(Struct tree, String path, Scope scope) {
        var toleration = new Toleration(tree);
        var errors = scope.errors();
        if (!toleration.key().isEmpty()) {
            errors.invalid(path + ".key", toleration.key(), Formats.qualifiedName(toleration.key()));
        } else if (!toleration.operator().equals("Exists")) {
            errors.invalid(
                    path + ".operator",
                    toleration.operator(),
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }
        if (toleration.hasTolerationSeconds() && !toleration.effect().equals("NoExecute")) {
            errors.invalid(
                    path + ".effect",
                    toleration.effect(),
                    "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        switch (toleration.operator()) {
            case "", "Equal" ->
                errors.invalid(path + ".operator", toleration.value(), Formats.labelValue(toleration.value()));
            case "Exists" -> {
                if (!toleration.value().isEmpty()) {
                    errors.invalid(
                            path + ".operator", shown(toleration), "value must be empty when `operator` is 'Exists'");
                }
            }
            case "Gt", "Lt" -> {
                if (!toleration.value().matches("-?[0-9]+")) {
                    errors.invalid(
                            path + ".value",
                            toleration.value(),
                            "must be a valid integer when `operator` is '" + toleration.operator() + "'");
                }
            }
            default ->
                errors.notSupported(path + ".operator", toleration.operator(), List.of("Equal", "Exists", "Gt", "Lt"));
        }
        if (!toleration.effect().isEmpty() && !EFFECTS.contains(toleration.effect())) {
            errors.notSupported(
                    path + ".effect", toleration.effect(), List.of("NoExecute", "NoSchedule", "PreferNoSchedule"));
        }
    }

    private static FieldErrors.Verbatim shown(Toleration toleration) {
        return GoValues.object(
                "Key",
                toleration.key(),
                "Operator",
                toleration.operator(),
                "Value",
                toleration.value(),
                "Effect",
                toleration.effect(),
                "TolerationSeconds",
                toleration.hasTolerationSeconds() ? toleration.tolerationSeconds() : null);
    }

    private static void spread(Struct tree, String path, Scope scope) {
        var constraint = new TopologySpreadConstraint(tree);
        if (constraint.hasMinDomains() && !constraint.whenUnsatisfiable().equals("DoNotSchedule")) {
            scope.errors()
                    .invalid(
                            path + ".minDomains",
                            constraint.minDomains(),
                            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                                    + constraint.whenUnsatisfiable());
        }
    }

    private static void spreadPairs(Struct tree, String path, Scope scope) {
        var seen = new HashSet<String>();
        var constraints = new PodSpec(tree).topologySpreadConstraints();
        for (int i = 0; i < constraints.size(); i++) {
            var constraint = constraints.get(i);
            var pair = "{" + constraint.topologyKey() + ", " + constraint.whenUnsatisfiable() + "}";
            if (!seen.add(pair)) {
                scope.errors()
                        .duplicate(
                                Scope.child(
                                        path, "topologySpreadConstraints[" + i + "].{topologyKey, whenUnsatisfiable}"),
                                pair);
            }
        }
    }

    private static void nodeRequirement(Struct tree, String path, Scope scope) {
        var requirement = new NodeSelectorRequirement(tree);
        var errors = scope.errors();
        var values = requirement.values();
        switch (requirement.operator()) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    errors.required(path + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> errors.invalid(path + ".operator", requirement.operator(), "not a valid selector operator");
        }
        if (path.contains(".matchFields[")) {
            if (!requirement.key().equals("metadata.name")) {
                errors.invalid(path + ".key", requirement.key(), "not a valid field selector key");
            }
        } else {
            errors.invalid(path + ".key", requirement.key(), Formats.qualifiedName(requirement.key()));
        }
    }

    private static void labelRequirement(Struct tree, String path, Scope scope) {
        var requirement = new LabelSelectorRequirement(tree);
        var errors = scope.errors();
        switch (requirement.operator()) {
            case "In", "NotIn" -> {
                if (requirement.values().isEmpty()) {
                    errors.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!requirement.values().isEmpty()) {
                    errors.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> errors.invalid(path + ".operator", requirement.operator(), "not a valid selector operator");
        }
        errors.invalid(path + ".key", requirement.key(), Formats.qualifiedName(requirement.key()));
        for (int i = 0; i < requirement.values().size(); i++) {
            var value = requirement.values().get(i);
            errors.invalid(path + ".values[" + i + "]", value, Formats.labelValue(value));
        }
    }
}
