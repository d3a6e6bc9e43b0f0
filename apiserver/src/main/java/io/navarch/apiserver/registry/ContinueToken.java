package io.navarch.apiserver.registry;

import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.util.Base64;

/**
 * Where the next page of a list begins.
 *
 * @param revision what the list shows; {@link #INCONSISTENT} for whatever is current
 * @param start the first key of the page, without the resource's prefix
 */
record ContinueToken(long revision, String start) {
    static final long INCONSISTENT = -1;
    private static final String VERSION = "meta.k8s.io/v1";

    /** The token of the page after the key. */
    static ContinueToken after(String key, long revision) {
        return new ContinueToken(revision, key + "\0");
    }

    static ContinueToken parse(String text) {
        try {
            var json = Base64.getUrlDecoder().decode(text);
            if (json.length > 0 && json[0] != '{') {
                throw invalid("continue key is not valid: invalid character '" + (char) (json[0] & 0xFF)
                        + "' looking for beginning of value");
            }
            if (!(JsonReader.any(json) instanceof Dict token)) {
                throw invalid(
                        "continue key is not valid: json: cannot unmarshal into Go value of type storage.continueToken");
            }
            if (!VERSION.equals(token.get("v"))) {
                throw invalid("continue key is not valid: server does not recognize this encoded version \""
                        + token.get("v") + "\"");
            }
            if (!(token.get("rv") instanceof Long revision) || revision == 0) {
                throw invalid(
                        "continue key is not valid: incorrect encoded start resourceVersion (version " + VERSION + ")");
            }
            if (!(token.get("start") instanceof String start) || start.isEmpty()) {
                throw invalid("continue key is not valid: encoded start key empty (version " + VERSION + ")");
            }
            if (start.contains("..") && java.util.List.of(start.split("/")).contains("..")) {
                throw invalid("continue key is not valid: " + start);
            }
            return new ContinueToken(revision, start.startsWith("/") ? start.substring(1) : start);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "continue key is not valid: illegal base64 data at input byte " + Math.max(0, text.length() - 1));
        } catch (DecodeException e) {
            throw invalid("continue key is not valid: " + e.getMessage());
        }
    }

    private static ApiException invalid(String why) {
        return ApiException.badRequest("invalid continue token: " + why);
    }

    @Override
    public String toString() {
        var json = JsonWriter.bytes(Dict.builder()
                .put("v", VERSION)
                .put("rv", revision)
                .put("start", start)
                .build());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }
}
