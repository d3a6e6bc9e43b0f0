package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.ApiResponse.Bytes;
import io.navarch.model.tree.Dict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Makes answers in the form that the client accepts. */
final class Answers {
    private static final byte[] LINE = {'\n'};

    private Answers() {}

    /** One object. */
    static ApiResponse object(int status, Endpoint endpoint, Accepted accepted, String include, Written object) {
        if (accepted.format() == Accepted.Format.PROTOBUF) {
            return protobuf(status, endpoint.protobuf(accepted).document(object.json(), object.revision()));
        }
        var segments = new ArrayList<ByteBuffer>(4);
        var how = include(include);
        endpoint.encoding(accepted, how).object(object.json(), object.revision(), segments);
        segments.add(ByteBuffer.wrap(LINE));
        return document(status, accepted, segments);
    }

    static TableMaker.IncludeObject include(String parameter) {
        return switch (parameter) {
            case "None" -> TableMaker.IncludeObject.NONE;
            case "Object" -> TableMaker.IncludeObject.OBJECT;
            default -> TableMaker.IncludeObject.METADATA;
        };
    }

    /** A protobuf document in segments. */
    static ApiResponse protobuf(int status, List<ByteBuffer> segments) {
        return new ApiResponse(status, BodyReader.PROTOBUF, Map.of(), new Bytes(List.copyOf(segments)));
    }

    /** A JSON document in segments, given as what is accepted. */
    static ApiResponse document(int status, Accepted accepted, List<ByteBuffer> segments) {
        if (accepted.format() == Accepted.Format.PROTOBUF) {
            var message = ProtobufEncoding.ofJson(new Bytes(segments).toByteArray());
            return protobuf(status, List.of(ByteBuffer.wrap(message)));
        }
        if (accepted.format() == Accepted.Format.YAML) {
            var yaml = Yaml.ofJson(new Bytes(segments).toByteArray());
            return new ApiResponse(status, "application/yaml", Map.of(), Bytes.of(yaml));
        }
        var body = accepted.pretty()
                ? Bytes.of(PrettyJson.of(new Bytes(segments).toByteArray()))
                : new Bytes(List.copyOf(segments));
        return new ApiResponse(status, "application/json", Map.of(), body);
    }

    static ApiResponse document(int status, Accepted accepted, byte[] json) {
        return document(status, accepted, List.of(ByteBuffer.wrap(json)));
    }

    /** The answer to a deletion that left nothing to show. */
    static byte[] deleted(String group, String plural, String name, String uid) {
        var details = Dict.builder().put("name", name);
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        details.put("kind", plural);
        if (!uid.isEmpty()) {
            details.put("uid", uid);
        }
        var text = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"details\":"
                + io.navarch.model.tree.JsonWriter.text(details.build()) + "}\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The answer with a Warning header for each warning. */
    static ApiResponse withWarnings(ApiResponse answer, Collection<String> warnings) {
        var result = answer;
        for (var warning : new LinkedHashSet<>(warnings)) {
            result = result.withHeader("Warning", "299 - \"" + escaped(warning) + "\"");
        }
        return result;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\x00-\\x1f\\x7f]", " ");
    }
}
