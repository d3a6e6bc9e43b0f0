package io.navarch.model.validation;

import io.navarch.model.admissionregistration.v1.WebhookClientConfig;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What extends the API: custom resource definitions and webhooks. */
final class RegistrationChecks {
    private RegistrationChecks() {}

    static void register(Map<String, Check> all) {
        all.put("customResourceDefinition", RegistrationChecks::definition);
        all.put("webhookName", RegistrationChecks::webhookName);
        all.put("webhookClient", RegistrationChecks::webhookClient);
    }

    private static void definition(Struct tree, String path, Scope scope) {
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
        var scopes = List.of("Cluster", "Namespaced");
        if (spec.scope().isEmpty()) {
            errors.required("spec.scope", "");
        } else if (!scopes.contains(spec.scope())) {
            errors.notSupported("spec.scope", spec.scope(), scopes);
        }
        versions(definition, errors);
        names(definition, errors);
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
                    GoValues.list(
                            versions.stream().map(RegistrationChecks::shown).toList()),
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
            // Upstream looks at a single version's schema where it keeps it: at the old place of the only schema.
            var schemaPath = versions.size() == 1 ? "spec.validation.openAPIV3Schema" : at + ".schema.openAPIV3Schema";
            if (!version.schema().hasOpenAPIV3Schema()) {
                errors.required(at + ".schema.openAPIV3Schema", "schemas are required");
            } else {
                structural((Obj) version.schema().openAPIV3Schema().tree(), schemaPath, true, errors);
            }
        }
    }

    /** A structural schema says the type of everything it mentions. */
    private static void structural(Obj schema, String at, boolean root, FieldErrors errors) {
        if (schema.get("properties") instanceof Dict properties) {
            properties.forEachMember(
                    (name, property) -> structural((Obj) property, at + ".properties[" + name + "]", false, errors));
        }
        if (schema.get("additionalProperties") instanceof Obj additional) {
            structural(additional, at + ".additionalProperties", false, errors);
        }
        if (schema.get("items") instanceof Obj items) {
            structural(items, at + ".items", false, errors);
        }
        boolean typed = schema.get("type") instanceof String type && !type.isEmpty();
        boolean free = schema.get("x-kubernetes-int-or-string") == Boolean.TRUE
                || schema.get("x-kubernetes-preserve-unknown-fields") == Boolean.TRUE;
        if (!typed && root) {
            errors.required(at + ".type", "must not be empty at the root");
        } else if (!typed && !free) {
            errors.required(
                    at + ".type",
                    "must not be empty for specified "
                            + (at.endsWith("]")
                                    ? "object fields"
                                    : at.endsWith("items") ? "array items" : "additional properties"));
        } else if (root && !"object".equals(schema.get("type"))) {
            errors.invalid(at + ".type", schema.get("type"), "must be object at the root");
        }
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

    private static void webhookName(Struct tree, String path, Scope scope) {
        var name = tree.get("name") instanceof String text ? text : "";
        if (!name.isEmpty() && name.split("\\.", -1).length < 3) {
            scope.errors()
                    .invalid(path + ".name", name, "should be a domain with at least three segments separated by dots");
        } else if (!name.isEmpty()) {
            scope.errors().invalid(path + ".name", name, Formats.dns1123Subdomain(name));
        }
    }

    private static void webhookClient(Struct tree, String path, Scope scope) {
        var client = new WebhookClientConfig(tree);
        if (client.hasUrl() == client.hasService()) {
            scope.errors().required(path, "exactly one of url or service is required");
        } else if (client.hasUrl() && !client.url().startsWith("https://")) {
            scope.errors()
                    .invalid(
                            path + ".url",
                            client.url().contains("://")
                                    ? client.url().substring(0, client.url().indexOf("://"))
                                    : "",
                            "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        }
    }
}
