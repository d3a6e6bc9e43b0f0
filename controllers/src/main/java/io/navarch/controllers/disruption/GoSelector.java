package io.navarch.controllers.disruption;

import io.navarch.model.meta.v1.LabelSelector;
import java.util.ArrayList;

/** Label selectors as upstream's messages show them: {@code &LabelSelector{MatchLabels:map[string]string{a: b,},…}}. */
final class GoSelector {
    private GoSelector() {}

    static String text(LabelSelector selector) {
        var labels = new StringBuilder("map[string]string{");
        selector.matchLabels()
                .forEach((key, value) ->
                        labels.append(key).append(": ").append(value).append(','));
        var expressions = new ArrayList<String>();
        for (var expression : selector.matchExpressions()) {
            expressions.add("LabelSelectorRequirement{Key:" + expression.key() + ",Operator:" + expression.operator()
                    + ",Values:[" + String.join(" ", expression.values()) + "],}");
        }
        return "&LabelSelector{MatchLabels:" + labels + "},MatchExpressions:[]LabelSelectorRequirement{"
                + String.join(",", expressions) + (expressions.isEmpty() ? "" : ",") + "},}";
    }
}
