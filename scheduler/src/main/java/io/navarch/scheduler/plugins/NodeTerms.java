package io.navarch.scheduler.plugins;

import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeSelectorRequirement;
import io.navarch.model.core.v1.NodeSelectorTerm;
import java.util.List;

/** Matches node selector terms: any term, of which all expressions and fields hold. */
final class NodeTerms {
    private NodeTerms() {}

    static boolean anyMatches(List<NodeSelectorTerm> terms, Node node) {
        for (var term : terms) {
            if (matches(term, node)) {
                return true;
            }
        }
        return false;
    }

    /** An empty term matches nothing. */
    static boolean matches(NodeSelectorTerm term, Node node) {
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

    private static boolean holds(
            NodeSelectorRequirement requirement, @org.jspecify.annotations.Nullable String value) {
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
            return Long.signum(Long.compare(Long.parseLong(value), Long.parseLong(requirement.values().get(0)))) == sign;
        } catch (NumberFormatException e) {
            // Labels need not be numbers; one that is none is neither greater nor less.
            return false;
        }
    }
}
