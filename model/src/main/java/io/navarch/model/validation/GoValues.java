package io.navarch.model.validation;

import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.meta.v1.LabelSelectorRequirement;
import io.navarch.model.name.GoSyntax;
import java.util.List;

/** API values as Go's {@code %#v} shows them. */
final class GoValues {
    private GoValues() {}

    static String labelSelector(LabelSelector selector) {
        var labels = selector.matchLabels();
        return "v1.LabelSelector{MatchLabels:" + GoSyntax.stringMap(labels.isEmpty() ? null : labels)
                + ", MatchExpressions:" + requirements(selector.matchExpressions()) + "}";
    }

    private static String requirements(List<LabelSelectorRequirement> requirements) {
        if (requirements.isEmpty()) {
            return "[]v1.LabelSelectorRequirement(nil)";
        }
        return "[]v1.LabelSelectorRequirement{"
                + String.join(", ", requirements.stream().map(GoValues::requirement).toList()) + "}";
    }

    private static String requirement(LabelSelectorRequirement requirement) {
        return "v1.LabelSelectorRequirement{Key:" + GoSyntax.quote(requirement.key()) + ", Operator:"
                + GoSyntax.quote(requirement.operator()) + ", Values:"
                + GoSyntax.strings(requirement.values().isEmpty() ? null : requirement.values()) + "}";
    }
}
