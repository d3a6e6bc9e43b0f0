package io.navarch.model.usage;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuotaSpec;
import io.navarch.model.core.v1.ScopedResourceSelectorRequirement;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;

/** Which objects a quota with scopes counts. A quota with any scope counts pods only. */
public final class QuotaScopes {
    private QuotaScopes() {}

    /** @param resource of the object, such as {@code pods} or {@code deployments.apps} */
    public static boolean match(ResourceQuotaSpec quota, String resource, Struct object) {
        var wanted = new ArrayList<ScopedResourceSelectorRequirement>();
        quota.scopes()
                .forEach(scope -> wanted.add(ScopedResourceSelectorRequirement.EMPTY
                        .withScopeName(scope)
                        .withOperator("Exists")));
        wanted.addAll(quota.scopeSelector().matchExpressions());
        if (wanted.isEmpty()) {
            return true;
        }
        if (!resource.equals("pods")) {
            return false;
        }
        var pod = new Pod(object);
        return wanted.stream().allMatch(requirement -> matches(requirement, pod));
    }

    private static boolean matches(ScopedResourceSelectorRequirement requirement, Pod pod) {
        return switch (requirement.scopeName()) {
            case "Terminating" -> pod.spec().hasActiveDeadlineSeconds();
            case "NotTerminating" -> !pod.spec().hasActiveDeadlineSeconds();
            case "BestEffort" -> QosClass.of(pod.spec()).equals("BestEffort");
            case "NotBestEffort" -> !QosClass.of(pod.spec()).equals("BestEffort");
            case "PriorityClass" -> ofClass(requirement, pod.spec().priorityClassName());
            case "CrossNamespacePodAffinity" -> crossesNamespaces(pod);
            default -> false;
        };
    }

    private static boolean ofClass(ScopedResourceSelectorRequirement requirement, String priorityClass) {
        return switch (requirement.operator()) {
            case "In" -> requirement.values().contains(priorityClass);
            case "NotIn" -> !requirement.values().contains(priorityClass);
            case "DoesNotExist" -> priorityClass.isEmpty();
            default -> !priorityClass.isEmpty();
        };
    }

    private static boolean crossesNamespaces(Pod pod) {
        var text = pod.spec().affinity().toString();
        return text.contains("\"namespaces\":[") || text.contains("\"namespaceSelector\":{");
    }
}
