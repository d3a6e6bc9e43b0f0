package io.navarch.model.selector;

import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeSelectorRequirement;
import io.navarch.model.core.v1.NodeSelectorTerm;
import io.navarch.model.core.v1.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Matches node selector terms: any term, of which all expressions and fields hold. */
public final class NodeSelectors {
    private NodeSelectors() {}

    public static boolean anyMatches(List<NodeSelectorTerm> terms, Node node) {
        for (var term : terms) {
            if (matches(term, node)) {
                return true;
            }
        }
        return false;
    }

    /** The names to which all terms pin the pod by a field, as daemons' pods are; null if some term pins none. */
    public static @Nullable Set<String> names(List<NodeSelectorTerm> terms) {
        var names = new HashSet<String>();
        for (var term : terms) {
            var pins = term.matchFields().stream()
                    .filter(field -> field.key().equals("metadata.name")
                            && field.operator().equals("In"))
                    .toList();
            if (pins.isEmpty()) {
                return null;
            }
            names.addAll(pins.get(0).values());
        }
        return names.isEmpty() ? null : names;
    }

    /** Whether the node is one that the pod's node selector and required node affinity allow. */
    public static boolean allows(Pod pod, Node node) {
        var labels = node.metadata().labels();
        if (!labels.entrySet().containsAll(pod.spec().nodeSelector().entrySet())) {
            return false;
        }
        var affinity = pod.spec().affinity().nodeAffinity();
        return !affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()
                || anyMatches(
                        affinity.requiredDuringSchedulingIgnoredDuringExecution()
                                .nodeSelectorTerms(),
                        node);
    }

    /** An empty term matches nothing. */
    public static boolean matches(NodeSelectorTerm term, Node node) {
        if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
            return false;
        }
        for (var expression : term.matchExpressions()) {
            if (!holds(expression, node.metadata().labels().get(expression.key()))) {
                return false;
            }
        }
        for (var field : term.matchFields()) {
            if (!field.key().equals("metadata.name") || !holds(field, node.name())) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(NodeSelectorRequirement requirement, @Nullable String value) {
        return switch (requirement.operator()) {
            case "In" -> value != null && requirement.values().contains(value);
            case "NotIn" -> value == null || !requirement.values().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && compares(value, requirement, 1);
            case "Lt" -> value != null && compares(value, requirement, -1);
            default -> false;
        };
    }

    private static boolean compares(String value, NodeSelectorRequirement requirement, int sign) {
        if (requirement.values().size() != 1) {
            return false;
        }
        try {
            return Long.signum(Long.compare(
                            Long.parseLong(value),
                            Long.parseLong(requirement.values().get(0))))
                    == sign;
        } catch (NumberFormatException e) {
            // Labels need not be numbers; one that is none is neither greater nor less.
            return false;
        }
    }
}
