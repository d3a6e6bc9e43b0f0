package io.navarch.apiserver.crd;

import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionStatus;
import java.util.ArrayList;

/** Reads and sets conditions of a CustomResourceDefinition. Pure functions. */
final class Conditions {
    private Conditions() {}

    static boolean isTrue(CustomResourceDefinition definition, String type) {
        return definition.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals("True"));
    }

    /** The status with the condition; its time changes only with its status. */
    static CustomResourceDefinitionStatus with(
            CustomResourceDefinitionStatus status,
            String type,
            String value,
            String reason,
            String message,
            String now) {
        var condition = CustomResourceDefinitionCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now);
        var conditions = new ArrayList<CustomResourceDefinitionCondition>();
        boolean found = false;
        for (var known : status.conditions()) {
            if (known.type().equals(type)) {
                found = true;
                boolean turned = !known.status().equals(value);
                conditions.add(turned ? condition : condition.withLastTransitionTime(known.lastTransitionTime()));
            } else {
                conditions.add(known);
            }
        }
        if (!found) {
            conditions.add(condition);
        }
        return status.withConditions(conditions);
    }
}
