package io.navarch.model.selector;

import io.navarch.model.meta.v1.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Makes label selectors of the selector objects in specs. */
public final class Selectors {
    private Selectors() {}

    /**
     * The selector that an object of {@code meta/v1} describes: an empty one selects everything.
     *
     * @throws SelectorException when an operator is not one of In, NotIn, Exists, DoesNotExist
     */
    public static LabelSelector of(io.navarch.model.meta.v1.LabelSelector selector) {
        if (selector.isEmpty()) {
            return LabelSelector.everything();
        }
        var requirements = new ArrayList<Requirement>();
        selector.matchLabels()
                .forEach((key, value) -> requirements.add(
                        new Requirement(key, Requirement.Operator.EQUALS, new TreeSet<>(List.of(value)))));
        for (var expression : selector.matchExpressions()) {
            requirements.add(
                    new Requirement(expression.key(), operator(expression), new TreeSet<>(expression.values())));
        }
        return LabelSelector.of(requirements);
    }

    private static Requirement.Operator operator(LabelSelectorRequirement expression) {
        return switch (expression.operator()) {
            case "In" -> Requirement.Operator.IN;
            case "NotIn" -> Requirement.Operator.NOT_IN;
            case "Exists" -> Requirement.Operator.EXISTS;
            case "DoesNotExist" -> Requirement.Operator.DOES_NOT_EXIST;
            default ->
                throw new SelectorException("\"" + expression.operator() + "\" is not a valid label selector operator");
        };
    }
}
