package io.navarch.model.validation;

import io.navarch.model.admissionregistration.v1.WebhookClientConfig;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Struct;
import java.util.Map;

/** What extends the API: custom resource definitions (in {@link DefinitionChecks}) and webhooks. */
final class RegistrationChecks {
    private RegistrationChecks() {}

    static void register(Map<String, Check> all) {
        all.put("customResourceDefinition", DefinitionChecks::check);
        all.put("webhookName", RegistrationChecks::webhookName);
        all.put("webhookClient", RegistrationChecks::webhookClient);
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
