package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import java.util.Map;

/**
 * Deployments, DaemonSets, ReplicaSets and StatefulSets of extensions/v1beta1 and apps/v1beta1 look like those of apps/v1, but
 * what they leave out means something else: the selector is the template's labels, and updates are cautious or on deletion.
 */
final class WorkloadConversion {
    private WorkloadConversion() {}

    static void register(Map<String, Conversion> all) {
        all.put("workloadV1beta1", new Conversion(WorkloadConversion::withOldDefaults, stored -> stored));
    }

    private static Dict withOldDefaults(Dict object) {
        var labels = Members.object(
                Members.object(Members.object(Members.object(object, "spec"), "template"), "metadata"), "labels");
        var changed = Members.inside(object, "spec", spec -> spec(String.valueOf(object.get("kind")), spec, labels));
        if (labels.isEmpty()) {
            return changed;
        }
        return changed.with("metadata", Members.withDefault(Members.object(changed, "metadata"), "labels", labels));
    }

    private static Dict spec(String kind, Dict spec, Dict labels) {
        var changed = labels.isEmpty() ? spec : Members.withDefault(spec, "selector", Dict.of("matchLabels", labels));
        return switch (kind) {
            case "DaemonSet", "StatefulSet" ->
                Members.withDefault(changed, "updateStrategy", Dict.of("type", "OnDelete"));
            case "Deployment" -> changed.with("strategy", strategy(Members.object(changed, "strategy")));
            default -> changed;
        };
    }

    private static Dict strategy(Dict strategy) {
        var type = strategy.get("type");
        if (type != null && !type.equals("RollingUpdate")) {
            return strategy;
        }
        var rolling = Members.object(strategy, "rollingUpdate");
        rolling = Members.withDefault(rolling, "maxSurge", 1L);
        return strategy.with("rollingUpdate", Members.withDefault(rolling, "maxUnavailable", 1L));
    }
}
