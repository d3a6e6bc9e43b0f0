package io.navarch.model.validation;

import io.navarch.model.apiextensions.v1.CustomResourceConversion;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The rules of CustomResourceDefinitions: names, versions, conversion. Schemas have theirs in {@link StructuralChecks}. */
public final class DefinitionChecks {
    private static final List<String> SCOPES = List.of("Cluster", "Namespaced");
    private static final List<String> STRATEGIES = List.of("None", "Webhook");
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private DefinitionChecks() {}

    static void check(Struct tree, String path, Scope scope) {
        var definition = new CustomResourceDefinition(tree);
        var spec = definition.spec();
        var errors = scope.errors();
        if (!definition.name().equals(spec.names().plural() + "." + spec.group())) {
            errors.invalid("metadata.name", definition.name(), "must be spec.names.plural+\".\"+spec.group");
        }
        if (spec.group().isEmpty()) {
            errors.required("spec.group", "");
        } else {
            errors.invalid("spec.group", spec.group(), Formats.dns1123Subdomain(spec.group()));
            if (!spec.group().contains(".")) {
                errors.invalid("spec.group", spec.group(), "should be a domain with at least one dot");
            }
        }
        approval(definition, errors);
        if (spec.scope().isEmpty()) {
            errors.required("spec.scope", "");
        } else if (!SCOPES.contains(spec.scope())) {
            errors.notSupported("spec.scope", spec.scope(), SCOPES);
        }
        if (spec.preserveUnknownFields()) {
            errors.invalid(
                    "spec.preserveUnknownFields",
                    true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead");
        }
        versions(definition, errors);
        names(definition, errors);
        conversion(spec.conversion(), definition, errors);
    }

    /** Groups of the Kubernetes project need an approval. */
    private static void approval(CustomResourceDefinition definition, FieldErrors errors) {
        var group = definition.spec().group();
        boolean isProtected = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        if (!isProtected || definition.status().tree().get("conditions") != null) {
            return;
        }
        var approval = definition.metadata().annotations().getOrDefault(APPROVAL, "");
        var at = "metadata.annotations[" + APPROVAL + "]";
        if (approval.isEmpty()) {
            errors.required(
                    at,
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\", see https://github.com/kubernetes/enhancements/pull/1111");
        } else if (!approval.startsWith("unapproved") && !approval.contains("://")) {
            errors.invalid(
                    at,
                    approval,
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\" with either a URL or a reason starting with \"unapproved\", see"
                            + " https://github.com/kubernetes/enhancements/pull/1111");
        }
    }

    private static void versions(CustomResourceDefinition definition, FieldErrors errors) {
        var versions = definition.spec().versions();
        var seen = new HashSet<String>();
        var stored = versions.stream()
                .filter(CustomResourceDefinitionVersion::storage)
                .toList();
        if (stored.size() != 1) {
            errors.invalid(
                    "spec.versions",
                    GoValues.list(versions.stream().map(DefinitionChecks::shown).toList()),
                    "must have exactly one version marked as storage version");
            if (stored.size() > 1) {
                var last = stored.get(stored.size() - 1);
                errors.invalid("status.storedVersions", shown(last), "must have the storage version " + last.name());
            }
        }
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            var at = "spec.versions[" + i + "]";
            errors.invalid(at + ".name", version.name(), Formats.dns1035Label(version.name()));
            if (!seen.add(version.name())) {
                errors.invalid(at + ".name", version.name(), "must be unique");
            }
            if (version.hasDeprecationWarning() && !version.deprecated()) {
                errors.invalid(
                        at + ".deprecationWarning",
                        version.deprecationWarning(),
                        "can only be set for deprecated versions");
            }
            if (!version.schema().hasOpenAPIV3Schema()) {
                errors.required(at + ".schema.openAPIV3Schema", "schemas are required");
            } else {
                var schema =
                        CustomSchema.of((Obj) version.schema().openAPIV3Schema().tree());
                new StructuralChecks(errors).root(schema, schemaPath(versions.size(), i));
                VersionChecks.check(version, schema, versions.size() == 1 ? "spec" : at, errors);
            }
        }
        for (int i = 0; i < definition.status().storedVersions().size(); i++) {
            var name = definition.status().storedVersions().get(i);
            if (!seen.contains(name)) {
                errors.invalid(
                        "status.storedVersions[" + i + "]",
                        name,
                        "missing from spec.versions; " + name
                                + " was previously a storage version, and must remain in spec.versions until a storage"
                                + " migration ensures no data remains persisted in " + name + " and removes " + name
                                + " from status.storedVersions");
            }
        }
    }

    /** Upstream looks at a single version's schema where it keeps it: at the old place of the only schema. */
    public static String schemaPath(int versions, int index) {
        return versions == 1
                ? "spec.validation.openAPIV3Schema"
                : "spec.versions[" + index + "].schema.openAPIV3Schema";
    }

    private static FieldErrors.Verbatim shown(CustomResourceDefinitionVersion version) {
        return GoValues.object(
                "Name",
                version.name(),
                "Served",
                version.served(),
                "Storage",
                version.storage(),
                "Deprecated",
                version.deprecated(),
                "DeprecationWarning",
                null,
                "Schema",
                null,
                "Subresources",
                null,
                "AdditionalPrinterColumns",
                null,
                "SelectableFields",
                null);
    }

    private static void names(CustomResourceDefinition definition, FieldErrors errors) {
        var names = definition.spec().names();
        name(names.plural(), "spec.names.plural", errors);
        name(names.singular(), "spec.names.singular", errors);
        name(names.kind(), "spec.names.kind", errors);
        name(names.listKind(), "spec.names.listKind", errors);
        if (!names.kind().isEmpty() && names.kind().equals(names.listKind())) {
            errors.invalid("spec.names.listKind", names.listKind(), "kind and listKind may not be the same");
        }
        for (int i = 0; i < names.shortNames().size(); i++) {
            var shortName = names.shortNames().get(i);
            errors.invalid("spec.names.shortNames[" + i + "]", shortName, Formats.dns1035Label(shortName));
        }
        for (int i = 0; i < names.categories().size(); i++) {
            var category = names.categories().get(i);
            errors.invalid("spec.names.categories[" + i + "]", category, Formats.dns1035Label(category));
        }
    }

    private static void name(String name, String at, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(at, "");
        } else {
            Formats.dns1035Label(name.toLowerCase(Locale.ROOT))
                    .forEach(fault ->
                            errors.invalid(at, name, "may have mixed case, but should otherwise match: " + fault));
        }
    }

    private static void conversion(
            CustomResourceConversion conversion, CustomResourceDefinition definition, FieldErrors errors) {
        var strategy = conversion.strategy();
        if (strategy.isEmpty()) {
            errors.required("spec.conversion.strategy", "");
        } else if (!STRATEGIES.contains(strategy)) {
            errors.notSupported("spec.conversion.strategy", strategy, STRATEGIES);
        } else if (!strategy.equals("Webhook")) {
            if (conversion.hasWebhook()) {
                errors.forbidden(
                        "spec.conversion.webhookClientConfig", "should not be set when strategy is not set to Webhook");
            }
            return;
        } else {
            webhook(conversion, errors);
        }
    }

    private static void webhook(CustomResourceConversion conversion, FieldErrors errors) {
        var webhook = conversion.webhook();
        var client = webhook.clientConfig();
        var at = "spec.conversion.webhookClientConfig";
        if (!webhook.hasClientConfig()) {
            errors.required(at, "required when strategy is set to Webhook");
        } else if (client.hasUrl() == client.hasService()) {
            errors.required(at, "exactly one of url or service is required");
        } else if (client.hasUrl() && !client.url().startsWith("https://")) {
            errors.invalid(
                    at + ".url",
                    client.url(),
                    "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        }
        var reviews = webhook.conversionReviewVersions();
        var versions = "spec.conversion.conversionReviewVersions";
        if (reviews.isEmpty()) {
            errors.required(versions, "");
        } else if (!reviews.contains("v1") && !reviews.contains("v1beta1")) {
            errors.invalid(versions, reviews, "must include at least one of v1, v1beta1");
        }
    }

    /** What may not change while objects are stored. */
    public static FieldErrors ofChange(CustomResourceDefinition before, CustomResourceDefinition wanted) {
        var errors = FieldErrors.none();
        unchanged("spec.group", before.spec().group(), wanted.spec().group(), errors);
        unchanged(
                "spec.names.plural",
                before.spec().names().plural(),
                wanted.spec().names().plural(),
                errors);
        boolean established = before.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Established")
                        && condition.status().equals("True"));
        if (established) {
            unchanged("spec.scope", before.spec().scope(), wanted.spec().scope(), errors);
            unchanged(
                    "spec.names.kind",
                    before.spec().names().kind(),
                    wanted.spec().names().kind(),
                    errors);
        }
        return errors;
    }

    private static void unchanged(String field, String before, String wanted, FieldErrors errors) {
        if (!Objects.equals(before, wanted)) {
            errors.invalid(field, wanted, "field is immutable");
        }
    }
}
