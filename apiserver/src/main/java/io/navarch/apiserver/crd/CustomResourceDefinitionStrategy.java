package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.Deletion;
import io.navarch.apiserver.registry.Reservation;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.Timestamps;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.DefinitionChecks;
import io.navarch.model.validation.FieldErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * A CustomResourceDefinition remembers which versions were ever stored, and stays until its objects are gone. A write ends
 * when its kind is served, so that whoever made it can use it at once.
 */
final class CustomResourceDefinitionStrategy implements Strategy {
    private final CustomResources resources;

    CustomResourceDefinitionStrategy(CustomResources resources) {
        this.resources = resources;
    }

    @Override
    public Reservation beginCreate(WriteContext context, Struct wanted) {
        return settled(context, wanted);
    }

    @Override
    public Reservation beginUpdate(WriteContext context, Struct stored, Struct wanted) {
        return settled(context, wanted);
    }

    private Reservation settled(WriteContext context, Struct wanted) {
        return new Reservation(wanted, () -> resources.awaitSettled(context.name()), () -> {});
    }

    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var definition = new CustomResourceDefinition(wanted);
        return definition
                .withStatus(CustomResourceDefinitionStatus.EMPTY
                        .withAcceptedNames(names -> names.withKind("").withPlural(""))
                        .withStoredVersions(storedVersions(definition, List.of())))
                .tree();
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var definition = new CustomResourceDefinition(wanted);
        var versions = storedVersions(definition, definition.status().storedVersions());
        return definition
                .withStatus(definition.status().withStoredVersions(versions))
                .tree();
    }

    @Override
    public FieldErrors validateCreate(WriteContext context, Struct wanted) {
        return RuleDefinitions.check(null, new CustomResourceDefinition(wanted));
    }

    @Override
    public FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new CustomResourceDefinition(stored);
        var definition = new CustomResourceDefinition(wanted);
        var errors = DefinitionChecks.ofChange(before, definition);
        return before.spec().tree().equals(definition.spec().tree())
                ? errors
                : errors.addAll(RuleDefinitions.check(before, definition));
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

    @Override
    public Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
        var definition = new CustomResourceDefinition(stored);
        var metadata = definition.metadata();
        if (metadata.hasDeletionTimestamp()) {
            return new Deletion.Now();
        }
        var finalizers = new ArrayList<>(metadata.finalizers());
        if (!finalizers.contains(InstanceCleanup.FINALIZER)) {
            finalizers.add(InstanceCleanup.FINALIZER);
        }
        var now = Timestamps.of(context.clock().now());
        var status = Conditions.with(
                definition.status(),
                "Terminating",
                "True",
                "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                now);
        return new Deletion.Marked(definition
                .withMetadata(metadata.withFinalizers(finalizers))
                .withStatus(status)
                .tree());
    }
}
