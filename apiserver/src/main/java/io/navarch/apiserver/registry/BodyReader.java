package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.proto.Envelope;
import io.navarch.model.proto.Messages;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.DecodeFindings;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the objects that clients send. Faults are worded as upstream words them. */
final class BodyReader {
    /** Upstream's limit for request bodies. */
    static final int LARGEST = 3 * 1024 * 1024;

    static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static final int SHOWN = 30;
    private static final String TYPE_META =
            "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
                    + " \"json:\\\"kind,omitempty\\\"\" }";

    private static final String SCHEME = "pkg/runtime/scheme.go:100";

    private final Supplier<Kinds> kinds;

    BodyReader(Supplier<Kinds> kinds) {
        this.kinds = kinds;
    }

    /** The media type without parameters, lower case. */
    static String mediaType(ApiRequest request) {
        var header = request.header("content-type");
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    static void checkSize(ApiRequest request) {
        if (request.body().length > LARGEST) {
            throw new ApiException(Reason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + LARGEST);
        }
    }

    /** The body as JSON, whatever it was written in. */
    static byte[] json(ApiRequest request) {
        checkSize(request);
        return switch (mediaType(request)) {
            case "", "application/json" -> request.body();
            case "application/yaml" -> Yaml.toJson(request.body());
            case PROTOBUF -> jsonOf(Envelope.of(request.body()));
            default -> throw unsupported(true);
        };
    }

    /** The version that the object sent gives itself; "" if it gives none or cannot be read. */
    static String apiVersion(ApiRequest request) {
        try {
            return mediaType(request).equals(PROTOBUF)
                    ? Envelope.of(request.body()).apiVersion()
                    : JsonReader.any(json(request)) instanceof Dict object ? text(object.get("apiVersion")) : "";
        } catch (DecodeException e) {
            return "";
        }
    }

    private static byte[] jsonOf(Envelope sent) {
        var type = Messages.type(sent.apiVersion(), sent.kind());
        if (type == null) {
            throw new DecodeException(
                    "no kind \"" + sent.kind() + "\" is registered for version \"" + sent.apiVersion() + "\"");
        }
        return JsonWriter.bytes(sent.object(type));
    }

    private static ApiException unsupported(boolean protobuf) {
        return new ApiException(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include:"
                        + " application/json, application/yaml" + (protobuf ? ", " + PROTOBUF : ""));
    }

    /** The object sent, in the version that was addressed. */
    Struct object(ApiRequest request, ServedKind expected, String validation, Consumer<String> warnings) {
        if (mediaType(request).equals(PROTOBUF)) {
            checkSize(request);
            return message(request.body(), expected);
        }
        byte[] json;
        try {
            json = json(request);
        } catch (DecodeException e) {
            throw unrecognised(
                    expected, "couldn't get version/kind; json parse error: " + e.getMessage(), request.body());
        }
        return object(json, expected, validation, warnings, true);
    }

    /** The object in a protobuf document. */
    private Struct message(byte[] body, ServedKind expected) {
        if (!Messages.has(expected.version().type())) {
            throw unsupported(false);
        }
        Envelope sent;
        try {
            sent = Envelope.of(body);
        } catch (DecodeException e) {
            throw unrecognised(expected, String.valueOf(e.getMessage()), body);
        }
        checkKind(sent.apiVersion(), sent.kind(), expected, body);
        try {
            return typed(sent.object(expected.version().type()), expected);
        } catch (DecodeException e) {
            throw unfit(expected, e);
        }
    }

    private static Struct typed(Struct object, ServedKind kind) {
        return object.with("apiVersion", kind.apiVersion())
                .with("kind", kind.definition().kind());
    }

    Struct object(byte[] json, ServedKind expected, String validation, Consumer<String> warnings) {
        return object(json, expected, validation, warnings, false);
    }

    /** @param pruned whether what the schema of a custom resource does not know is told */
    private Struct object(
            byte[] json, ServedKind expected, String validation, Consumer<String> warnings, boolean pruned) {
        var findings = validation.equals("Ignore") ? null : new DecodeFindings();
        try {
            var object = JsonReader.struct(expected.version().type(), json, 0, json.length, findings);
            checkKind(text(object.get("apiVersion")), text(object.get("kind")), expected, json);
            var custom = expected.version().custom();
            if (custom != null && pruned) {
                object = SchemaPruning.prune(custom.schema(), object, findings);
            }
            if (findings != null) {
                tell(expected, findings.messages(), validation, warnings);
            }
            return typed(object, expected);
        } catch (DecodeException e) {
            throw fault(json, expected, e);
        }
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private void checkKind(String apiVersion, String kind, ServedKind expected, byte[] body) {
        var wanted = expected.definition().kind();
        var givenKind = kind.isEmpty() ? wanted : kind;
        var givenVersion = apiVersion.isEmpty() ? expected.apiVersion() : apiVersion;
        if (givenVersion.indexOf('/') != givenVersion.lastIndexOf('/')) {
            throw unrecognised(expected, "unexpected GroupVersion string: " + givenVersion, body);
        }
        if (givenKind.equals(wanted) && givenVersion.equals(expected.apiVersion())) {
            return;
        }
        if (kinds.get().byKind(givenVersion, givenKind).isEmpty()) {
            throw ApiException.badRequest(handledAs(givenKind, givenVersion, wanted) + "no kind \"" + givenKind
                    + "\" is registered for version \"" + givenVersion + "\" in scheme \"" + SCHEME + "\"");
        }
        if (!givenKind.equals(wanted)) {
            var version = givenVersion.substring(givenVersion.indexOf('/') + 1);
            throw ApiException.badRequest(handledAs(givenKind, givenVersion, wanted) + "converting (" + version + "."
                    + givenKind + ") to (" + internalGroup(expected) + "." + wanted + "): unknown conversion");
        }
        if (!givenVersion.equals(expected.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + givenVersion
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
    }

    /** The first part of a group's name, as upstream names the package of its types. */
    private static String internalGroup(ServedKind kind) {
        var group = kind.group().isEmpty() ? "core" : kind.group();
        int dot = group.indexOf('.');
        return dot < 0 ? group : group.substring(0, dot);
    }

    private static void tell(ServedKind kind, List<String> found, String validation, Consumer<String> warnings) {
        if (found.isEmpty()) {
            return;
        }
        if (validation.equals("Strict")) {
            throw ApiException.badRequest(
                    handledAs(
                                    kind.definition().kind(),
                                    kind.apiVersion(),
                                    kind.definition().kind()) + "strict decoding error: " + String.join(", ", found));
        }
        found.forEach(warnings);
    }

    private static String handledAs(String kind, String apiVersion, String expected) {
        var version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return kind + " in version \"" + version + "\" cannot be handled as a " + expected + ": ";
    }

    /** Says whether the bytes are no object at all, or an object that does not fit. */
    private ApiException fault(byte[] json, ServedKind expected, DecodeException fault) {
        Object tree;
        try {
            tree = JsonReader.any(json);
        } catch (DecodeException e) {
            return unrecognised(expected, "couldn't get version/kind; json parse error: " + e.getMessage(), json);
        }
        if (!(tree instanceof Dict object)) {
            var found = tree instanceof List<?> ? "array" : tree instanceof String ? "string" : "number";
            return unrecognised(
                    expected,
                    "couldn't get version/kind; json parse error: json: cannot unmarshal " + found
                            + " into Go value of type " + TYPE_META,
                    json);
        }
        var kind = text(object.get("kind"));
        var apiVersion = text(object.get("apiVersion"));
        checkKind(apiVersion, kind, expected, json);
        return unfit(expected, fault);
    }

    private static ApiException unfit(ServedKind expected, DecodeException fault) {
        var kind = expected.definition().kind();
        return ApiException.badRequest(handledAs(kind, expected.apiVersion(), kind) + fault.getMessage());
    }

    private static ApiException unrecognised(ServedKind expected, String why, byte[] body) {
        return ApiException.badRequest("the object provided is unrecognized (must be of type "
                + expected.definition().kind() + "): " + why + " (" + shown(body) + ")");
    }

    private static String shown(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        int length = Math.min(body.length, SHOWN);
        var start = body[0] == '{'
                ? new String(body, 0, length, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, length);
        return length < body.length ? start + " ..." : start;
    }
}
