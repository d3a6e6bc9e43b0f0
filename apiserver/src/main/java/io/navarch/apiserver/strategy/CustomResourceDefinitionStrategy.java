package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.Timestamps;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;

/** A CustomResourceDefinition remembers which versions were ever stored, and is established as soon as it is stored. */
final class CustomResourceDefinitionStrategy implements Strategy {
    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var definition = new CustomResourceDefinition(wanted);
        var status = definition.status().withStoredVersions(storedVersions(definition, List.of()));
        return definition
                .withStatus(context.dryRun() ? status : established(context, definition, status))
                .tree();
    }

    private static CustomResourceDefinitionStatus established(
            WriteContext context, CustomResourceDefinition definition, CustomResourceDefinitionStatus status) {
        var now = Timestamps.of(context.clock().now());
        return status.withAcceptedNames(definition.spec().names())
                .withConditions(List.of(
                        condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                        condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)));
    }

    private static CustomResourceDefinitionCondition condition(String type, String reason, String message, String now) {
        return CustomResourceDefinitionCondition.EMPTY
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now);
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var definition = new CustomResourceDefinition(wanted);
        var versions = storedVersions(definition, definition.status().storedVersions());
        return definition
                .withStatus(definition.status().withStoredVersions(versions))
                .tree();
    }

    private static List<String> storedVersions(CustomResourceDefinition definition, List<String> known) {
        var versions = new ArrayList<>(known);
        for (var version : definition.spec().versions()) {
            if (version.storage() && !versions.contains(version.name())) {
                versions.add(version.name());
            }
        }
        return versions;
    }
}
