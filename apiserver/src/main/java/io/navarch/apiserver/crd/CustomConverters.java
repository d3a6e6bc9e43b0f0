package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Converter;
import io.navarch.apiserver.registry.Converters;
import io.navarch.apiserver.webhook.WebhookClient;
import io.navarch.model.custom.CustomVersion;
import io.navarch.model.custom.SchemaDefaulting;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.RandomNames;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Converts between the versions of a custom kind; other kinds are left to the conversions of built-in kinds. */
public final class CustomConverters implements Converters {
    /** The name of the conversion of kinds that have a webhook. */
    static final String WEBHOOK = "webhook";

    private final Converters builtIn;
    private final CustomResources resources;
    private final Supplier<WebhookClient> client;
    private final RandomNames names;

    /**
     * @param resources knows the conversions that definitions ask for
     * @param client asked for when a webhook is to be called
     */
    public CustomConverters(
            Converters builtIn, CustomResources resources, Supplier<WebhookClient> client, RandomNames names) {
        this.builtIn = builtIn;
        this.resources = resources;
        this.client = client;
        this.names = names;
    }

    @Override
    public @Nullable Converter of(ServedKind served) {
        if (!served.definition().custom()) {
            return builtIn.of(served);
        }
        if (served.version().convert().equals(WEBHOOK)) {
            var webhook = resources.conversionWebhook(served.definition());
            return new WebhookConversion(served, webhook, client.get(), names);
        }
        var stored = served.definition().storageVersion();
        // Versions of one schema differ by name only: then stored bytes are shown as they are.
        return served.version() == stored || sameSchema(served.version(), stored)
                ? null
                : new Renaming(served.definition().kind(), served.version(), stored);
    }

    private static boolean sameSchema(KindVersion one, KindVersion other) {
        var first = one.custom();
        var second = other.custom();
        return first != null
                && second != null
                && first.schema().source().equals(second.schema().source());
    }

    /** Strategy None: only apiVersion changes, and what the other version's schema does not know is lost. */
    private record Renaming(String kind, KindVersion served, KindVersion stored) implements Converter {
        @Override
        public Struct toStored(Struct object) {
            return in(stored, object);
        }

        @Override
        public Struct toServed(Struct object) {
            return in(served, object);
        }

        private static Struct in(KindVersion version, Struct object) {
            return fitted(
                    version,
                    version.type()
                            .empty()
                            .with("apiVersion", version.apiVersion())
                            .with("kind", object.get("kind"))
                            .with("metadata", object.get("metadata"))
                            .withExtras(object.extras()));
        }
    }

    /** The object as the version's schema has it. */
    static Struct fitted(KindVersion version, Struct object) {
        CustomVersion custom = version.custom();
        return custom == null
                ? object
                : SchemaDefaulting.apply(custom.schema(), SchemaPruning.prune(custom.schema(), object, null));
    }
}
