package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.apiserver.patch.JsonPatch;
import io.navarch.apiserver.patch.PatchException;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a mutating webhook wants changed. */
final class WebhookPatch {
    private WebhookPatch() {}

    /** The object as the webhook wants it, in the version that it was shown; null if it wants no change. */
    static @Nullable Struct apply(Webhook webhook, AdmissionReview.Response response, VersionedRequest versioned) {
        var json = response.patch();
        if (json == null || json.length == 0) {
            return null;
        }
        if (!response.patchType().equals("JSONPatch")) {
            throw ApiException.internal("failed calling webhook \"" + webhook.name() + "\": unsupported patch type \""
                    + response.patchType() + "\"");
        }
        var object = versioned.object();
        try {
            if (!(JsonReader.any(json) instanceof List<?> operations)) {
                throw ApiException.internal("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
            }
            if (operations.isEmpty()) {
                return null;
            }
            if (object == null) {
                throw ApiException.internal("admission webhook \"" + webhook.name()
                        + "\" attempted to modify the object, which is not supported for this operation");
            }
            var patched = JsonPatch.of(operations).apply(JsonReader.any(JsonWriter.bytes(object)));
            return JsonReader.struct(object.type(), JsonWriter.bytes(patched));
        } catch (PatchException | DecodeException e) {
            throw ApiException.internal(String.valueOf(e.getMessage()));
        }
    }
}
