package io.navarch.apiserver.subresource;

import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.selector.Requirement;
import java.util.ArrayList;
import java.util.TreeSet;

/** Makes selectors of the LabelSelectors in objects. */
final class SelectorText {
    private SelectorText() {}

    /** In the form that list requests take. */
    static String of(LabelSelector selector) {
        return selector(selector).toString();
    }

    static io.navarch.model.selector.LabelSelector selector(LabelSelector selector) {
        var requirements = new ArrayList<Requirement>();
        selector.matchLabels()
                .forEach((key, value) -> requirements.add(
                        new Requirement(key, Requirement.Operator.EQUALS, new TreeSet<>(java.util.List.of(value)))));
        for (var expression : selector.matchExpressions()) {
            var operator =
                    switch (expression.operator()) {
                        case "In" -> Requirement.Operator.IN;
                        case "NotIn" -> Requirement.Operator.NOT_IN;
                        case "Exists" -> Requirement.Operator.EXISTS;
                        default -> Requirement.Operator.DOES_NOT_EXIST;
                    };
            requirements.add(new Requirement(expression.key(), operator, new TreeSet<>(expression.values())));
        }
        return io.navarch.model.selector.LabelSelector.of(requirements);
    }
}
