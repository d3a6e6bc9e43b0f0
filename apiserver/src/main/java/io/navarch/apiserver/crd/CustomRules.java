package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.ObjectRules;
import io.navarch.model.custom.CustomVersion;
import io.navarch.model.custom.ListTypeChecks;
import io.navarch.model.custom.SchemaChecks;
import io.navarch.model.custom.SchemaDefaulting;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import io.navarch.model.validation.Validation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What schemas say of custom objects; of all others, what the rules of built-in kinds say. Thread-safe. */
public final class CustomRules implements ObjectRules {
    /** Faults that make it senseless to ask rules about the object. */
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueNotSupported",
            "FieldValueRequired",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid");

    private static final String UNCHECKED = "some validation rules were not checked because the object was invalid;"
            + " correct the existing errors to complete validation";

    private final CompiledRules rules = new CompiledRules();
    private final ObjectRules builtIn;
    private final Defaulting defaulting;
    private final Validation validation;

    public CustomRules(ObjectRules builtIn, Defaulting defaulting, Validation validation) {
        this.builtIn = builtIn;
        this.defaulting = defaulting;
        this.validation = validation;
    }

    /** What the definition says of the version that the object is of. */
    static KindVersion version(KindDefinition kind, Struct object) {
        for (var version : kind.versions()) {
            if (version.apiVersion().equals(object.get("apiVersion"))) {
                return version;
            }
        }
        return kind.storageVersion();
    }

    private static CustomVersion custom(KindDefinition kind, Struct object) {
        var custom = version(kind, object).custom();
        if (custom == null) {
            throw new IllegalStateException(kind + " has no schema");
        }
        return custom;
    }

    @Override
    public Struct withDefaults(KindDefinition kind, Struct object) {
        if (!kind.custom()) {
            return builtIn.withDefaults(kind, object);
        }
        var schema = custom(kind, object).schema();
        var metadata = object.get("metadata") instanceof Struct stated ? defaulting.apply(stated) : null;
        return SchemaDefaulting.apply(schema, SchemaPruning.prune(schema, object, null))
                .with("metadata", metadata);
    }

    @Override
    public FieldErrors check(KindDefinition kind, Struct object) {
        if (!kind.custom()) {
            return builtIn.check(kind, object);
        }
        var custom = custom(kind, object);
        return withRules(
                validation
                        .metadata(kind, object)
                        .addAll(SchemaChecks.of(custom.schema(), object))
                        .addAll(ScaleChecks.of(custom, object))
                        .addAll(EmbeddedObjects.check(custom.schema(), object))
                        .addAll(ListTypeChecks.of(custom.schema(), object)),
                custom,
                object,
                null);
    }

    @Override
    public FieldErrors checkChange(KindDefinition kind, String subresource, Struct stored, Struct wanted) {
        if (!kind.custom()) {
            return builtIn.checkChange(kind, subresource, stored, wanted);
        }
        var custom = custom(kind, wanted);
        var errors = validation
                .metadata(kind, stored, wanted)
                .addAll(SchemaChecks.ofChange(custom.schema(), stored, wanted))
                .addAll(ScaleChecks.of(custom, wanted))
                .addAll(EmbeddedObjects.check(custom.schema(), wanted));
        // What was doubled before may stay so.
        var doubled = ListTypeChecks.of(custom.schema(), wanted);
        if (!doubled.isEmpty() && ListTypeChecks.of(custom.schema(), stored).isEmpty()) {
            errors.addAll(doubled);
        }
        return withRules(errors, custom, wanted, stored);
    }

    private FieldErrors withRules(FieldErrors errors, CustomVersion custom, Struct object, @Nullable Struct before) {
        var tree = rules.of(custom.schema());
        if (tree.isEmpty()) {
            return errors;
        }
        return errors.hasReason(BLOCKING)
                ? errors.invalid("<nil>", null, UNCHECKED)
                : errors.addAll(RuleChecks.of(tree.get(), object, before));
    }
}
