package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.VersionedRequest;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The document that is sent to webhooks, and what they answer. */
final class AdmissionReview {
    private static final String GROUP = "admission.k8s.io/";

    private AdmissionReview() {}

    /**
     * What a webhook answered.
     *
     * @param status why it refuses; empty if it does not say
     * @param patch a JSON patch, or null
     */
    record Response(boolean allowed, Dict status, byte @Nullable [] patch, String patchType, List<String> warnings) {}

    /** The review of a request as JSON. */
    static byte[] request(String version, String uid, VersionedRequest versioned) {
        var request = versioned
                .tree()
                .with("uid", uid)
                .with("object", orNull(versioned.object()))
                .with("oldObject", orNull(versioned.oldObject()));
        return JsonWriter.bytes(Dict.builder()
                .put("apiVersion", GROUP + version)
                .put("kind", "AdmissionReview")
                .put("request", request)
                .build());
    }

    private static Object orNull(@Nullable Struct object) {
        return Objects.requireNonNullElse(object, JsonNull.NULL);
    }

    /**
     * Reads an answer.
     *
     * @throws ReviewException in upstream's words, if it is not what it should be
     */
    static Response response(byte[] json, String version, String uid, boolean mutating) throws ReviewException {
        if (!(parsed(json) instanceof Dict review)) {
            throw new ReviewException("couldn't get version/kind; json parse error: not an object");
        }
        checkKind(review, version);
        if (!(review.get("response") instanceof Dict response)) {
            throw new ReviewException("webhook response was absent");
        }
        var answered = text(response, "uid");
        if (version.equals("v1") && !answered.equals(uid)) {
            throw new ReviewException("expected response.uid=\"" + uid + "\", got \"" + answered + "\"");
        }
        var patch = patch(response);
        var patchType = checkPatch(response, patch, mutating, version);
        return new Response(
                Boolean.TRUE.equals(response.get("allowed")),
                response.get("status") instanceof Dict status ? status : Dict.EMPTY,
                patch,
                patchType,
                texts(response.get("warnings")));
    }

    private static @Nullable Object parsed(byte[] json) throws ReviewException {
        try {
            return json.length == 0 ? null : JsonReader.any(json);
        } catch (DecodeException e) {
            throw new ReviewException("couldn't get version/kind; json parse error: " + e.getMessage());
        }
    }

    private static void checkKind(Dict review, String version) throws ReviewException {
        var apiVersion = text(review, "apiVersion");
        var kind = text(review, "kind");
        // Old webhooks leave out what they answer; they are taken at their word.
        boolean silent = version.equals("v1beta1") && apiVersion.isEmpty() && kind.isEmpty();
        if (!silent && (!apiVersion.equals(GROUP + version) || !kind.equals("AdmissionReview"))) {
            var shown = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
            throw new ReviewException("expected webhook response of " + GROUP + version + ", Kind=AdmissionReview, got "
                    + shown + ", Kind=" + kind);
        }
    }

    private static String checkPatch(Dict response, byte @Nullable [] patch, boolean mutating, String version)
            throws ReviewException {
        boolean typed = response.get("patchType") instanceof String;
        var type = text(response, "patchType");
        boolean patched = patch != null && patch.length > 0;
        if (version.equals("v1beta1")) {
            return type.isEmpty() ? "JSONPatch" : type;
        }
        if (!mutating && patched) {
            throw new ReviewException("validating webhook may not return response.patch");
        }
        if (!mutating && typed) {
            throw new ReviewException("validating webhook may not return response.patchType");
        }
        if (patched && !typed) {
            throw new ReviewException("webhook returned response.patch but not response.patchType");
        }
        if (!patched && typed) {
            throw new ReviewException("webhook returned response.patchType but not response.patch");
        }
        if (typed && type.isEmpty()) {
            throw new ReviewException("webhook returned invalid response.patchType of \"\"");
        }
        return type;
    }

    private static byte @Nullable [] patch(Dict response) throws ReviewException {
        if (!(response.get("patch") instanceof String encoded)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new ReviewException("couldn't get version/kind; json parse error: illegal base64 data in patch");
        }
    }

    private static String text(Dict object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    private static List<String> texts(@Nullable Object value) {
        var texts = new ArrayList<String>();
        if (value instanceof List<?> list) {
            list.forEach(element -> texts.add(String.valueOf(element)));
        }
        return texts;
    }
}
