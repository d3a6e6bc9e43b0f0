package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.name.GoSyntax;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words what is wrong with patched objects. Upstream decodes what other patches give as JSON, but converts what a strategic
 * merge patch gives from Go's maps, and says so in that converter's words. Pure functions.
 */
final class PatchFaults {
    private static final Pattern MISMATCH =
            Pattern.compile("json: cannot unmarshal (\\w+) into Go (?:value|struct field \\S+) of type (.+)");

    private PatchFaults() {}

    /** The patched object cannot be read, or not strictly. */
    static ApiException of(ApiRequest request, String why) {
        boolean strategic = BodyReader.mediaType(request).equals(PatchBody.STRATEGIC);
        var shown =
                strategic ? map(JsonReader.any(request.body())) : new String(request.body(), StandardCharsets.UTF_8);
        var message = "Invalid value: " + GoSyntax.quote(shown) + ": " + (strategic ? converted(why) : why);
        var cause = StatusCause.EMPTY
                .withReason("FieldValueInvalid")
                .withMessage(message)
                .withField("patch");
        return new ApiException(
                Reason.INVALID, " \"\" is invalid: patch: " + message, StatusDetails.EMPTY.withCauses(List.of(cause)));
    }

    private static String converted(String why) {
        var mismatch = MISMATCH.matcher(why);
        if (!mismatch.matches()) {
            return why;
        }
        var found =
                switch (mismatch.group(1)) {
                    case "number" -> "int64";
                    case "object" -> "map";
                    case "array" -> "slice";
                    default -> mismatch.group(1);
                };
        var wanted = mismatch.group(2);
        if (wanted.startsWith("[]")) {
            return "cannot restore slice from " + found;
        }
        if (wanted.startsWith("map[")) {
            return "cannot restore map from " + found;
        }
        if (wanted.contains(".")) {
            return "cannot restore struct from: " + found;
        }
        return found.equals("int64") && wanted.equals("string")
                ? "cannot convert int64 to string"
                : "unrecognized type: " + wanted;
    }

    /** A tree as Go prints maps. */
    private static String map(Object value) {
        return switch (value) {
            case Dict dict ->
                "map["
                        + String.join(
                                " ",
                                dict.entrySet().stream()
                                        .map(entry -> entry.getKey() + ":" + map(entry.getValue()))
                                        .toList())
                        + "]";
            case List<?> list ->
                "[" + String.join(" ", list.stream().map(PatchFaults::map).toList()) + "]";
            case JsonNull nothing -> "<nil>";
            default -> value.toString();
        };
    }
}
