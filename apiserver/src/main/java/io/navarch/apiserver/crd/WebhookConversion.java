package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Converter;
import io.navarch.apiserver.webhook.WebhookCallException;
import io.navarch.apiserver.webhook.WebhookClient;
import io.navarch.apiserver.webhook.WebhookTarget;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.RandomNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts custom objects by asking the webhook of their definition (ConversionReview of apiextensions.k8s.io/v1). Objects that
 * are in the wanted version already are not sent. Of the metadata only labels and annotations may be changed. Thread-safe.
 */
final class WebhookConversion implements Converter {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ServedKind served;
    private final Obj webhook;
    private final WebhookClient client;
    private final RandomNames names;

    /** @param webhook the definition's {@code spec.conversion.webhook} */
    WebhookConversion(ServedKind served, Obj webhook, WebhookClient client, RandomNames names) {
        this.served = served;
        this.webhook = webhook;
        this.client = client;
        this.names = names;
    }

    @Override
    public Struct toStored(Struct object) {
        return convert(List.of(object), served.definition().storageVersion()).get(0);
    }

    @Override
    public Struct toServed(Struct stored) {
        return convert(List.of(stored), served.version()).get(0);
    }

    @Override
    public List<Struct> allToServed(List<Struct> stored) {
        return convert(stored, served.version());
    }

    private List<Struct> convert(List<Struct> objects, KindVersion wanted) {
        var others = objects.stream()
                .filter(object -> !wanted.apiVersion().equals(object.get("apiVersion")))
                .toList();
        if (others.isEmpty()) {
            return objects.stream().map(object -> typed(object, wanted)).toList();
        }
        var answered = ask(others, wanted).iterator();
        var converted = new ArrayList<Struct>(objects.size());
        int index = 0;
        for (var object : objects) {
            converted.add(
                    wanted.apiVersion().equals(object.get("apiVersion"))
                            ? typed(object, wanted)
                            : accepted(object, answered.next(), wanted, index++));
        }
        return converted;
    }

    /** The same object in the version's type. */
    private static Struct typed(Struct object, KindVersion version) {
        return object.type() == version.type()
                ? object
                : CustomConverters.fitted(
                        version,
                        version.type()
                                .empty()
                                .with("apiVersion", version.apiVersion())
                                .with("kind", object.get("kind"))
                                .with("metadata", object.get("metadata"))
                                .withExtras(object.extras()));
    }

    private List<?> ask(List<Struct> objects, KindVersion wanted) {
        var reviewVersion =
                webhook.get("conversionReviewVersions") instanceof List<?> versions && versions.contains("v1")
                        ? "v1"
                        : "v1beta1";
        var uid = names.uid("conversion");
        var request = Dict.of("desiredAPIVersion", wanted.apiVersion(), "objects", List.copyOf(objects))
                .with("uid", uid);
        var review = Dict.of("kind", "ConversionReview", "apiVersion", "apiextensions.k8s.io/" + reviewVersion)
                .with("request", request);
        var response = response(JsonWriter.bytes(review), wanted);
        if (!uid.equals(response.get("uid"))) {
            throw failure(
                    wanted, " failed: expected response.uid=\"" + uid + "\", got \"" + text(response, "uid") + "\"");
        }
        var result = response.get("result") instanceof Obj known ? known : Dict.EMPTY;
        if (!"Success".equals(result.get("status"))) {
            throw failure(wanted, " failed: " + text(result, "message"));
        }
        var converted = response.get("convertedObjects") instanceof List<?> list ? list : List.of();
        if (converted.size() != objects.size()) {
            throw failure(wanted, " returned " + converted.size() + " objects, expected " + objects.size());
        }
        return converted;
    }

    private Obj response(byte[] review, KindVersion wanted) {
        try {
            var target = WebhookTarget.of(webhook.get("clientConfig") instanceof Obj stated ? stated : Dict.EMPTY);
            var answer = JsonReader.any(client.post(target, TIMEOUT, review));
            return answer instanceof Obj document && document.get("response") instanceof Obj response
                    ? response
                    : Dict.EMPTY;
        } catch (WebhookCallException | DecodeException | IllegalArgumentException e) {
            throw failure(wanted, " failed: " + e.getMessage());
        }
    }

    private Struct accepted(Struct sent, Object answered, KindVersion wanted, int index) {
        if (!(answered instanceof Obj object)) {
            throw invalid(wanted, index, "not an object");
        }
        if (!wanted.apiVersion().equals(object.get("apiVersion"))) {
            throw invalid(
                    wanted,
                    index,
                    "invalid groupVersion, expected=" + wanted.apiVersion() + ", got=" + text(object, "apiVersion"));
        }
        var kind = served.definition().kind();
        if (!kind.equals(object.get("kind"))) {
            throw invalid(wanted, index, "invalid kind, expected=" + kind + ", got=" + text(object, "kind"));
        }
        var converted = JsonReader.struct(wanted.type(), JsonWriter.bytes(object));
        var restored = converted.with("metadata", metadata(sent, converted, wanted, index));
        return CustomConverters.fitted(wanted, restored);
    }

    private Struct metadata(Struct sent, Struct converted, KindVersion wanted, int index) {
        var before = metadata(sent);
        var after = metadata(converted);
        same("name", before.name(), after.name(), wanted, index);
        same("namespace", before.namespace(), after.namespace(), wanted, index);
        same("UID", before.uid(), after.uid(), wanted, index);
        return before.tree()
                .with("labels", after.tree().get("labels"))
                .with("annotations", after.tree().get("annotations"));
    }

    private static ObjectMeta metadata(Struct object) {
        return object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
    }

    private void same(String what, String before, String after, KindVersion wanted, int index) {
        if (!before.equals(after)) {
            throw failure(
                    wanted,
                    " returned invalid metadata in object at index " + index + ": must have the same " + what + ": "
                            + before + " != " + after);
        }
    }

    private ApiException invalid(KindVersion wanted, int index, String why) {
        return failure(wanted, " returned invalid converted object at index " + index + ": " + why);
    }

    private ApiException failure(KindVersion wanted, String what) {
        var message = "conversion webhook for " + wanted.apiVersion() + ", Kind="
                + served.definition().kind() + what;
        return new ApiException(ApiException.status(Reason.UNKNOWN, message, StatusDetails.EMPTY));
    }

    private static String text(Obj object, String name) {
        @Nullable Object value = object.get(name);
        return value instanceof String text ? text : "";
    }
}
