package io.navarch.apiserver.openapi;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an OpenAPI v2 document as a protocol buffer, message {@code openapi.v2.Document} of gnostic, which is what kubectl
 * reads. Field numbers are those of its OpenAPIv2.proto.
 */
final class ProtoDocument {
    private static final Map<String, Integer> METHODS =
            Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "options", 6, "head", 7, "patch", 8);

    private ProtoDocument() {}

    static byte[] of(Dict document) {
        var out = new ProtoWriter();
        out.text(1, text(document, "swagger"));
        var info = dict(document, "info");
        out.message(2, message -> message.text(1, text(info, "title")).text(2, text(info, "version")));
        out.message(8, paths -> dict(document, "paths").forEachMember((path, item) -> {
            if (item instanceof Dict known) {
                paths.message(2, named -> named.text(1, path).message(2, value -> pathItem(value, known)));
            }
        }));
        out.message(9, definitions -> dict(document, "definitions")
                .forEachMember((name, schema) -> definitions.message(1, named -> namedSchema(named, name, schema))));
        return out.bytes();
    }

    private static void pathItem(ProtoWriter out, Dict item) {
        METHODS.forEach((method, field) -> {
            if (item.get(method) instanceof Dict operation) {
                out.message(field, message -> operation(message, operation));
            }
        });
        for (var parameter : list(item.get("parameters"))) {
            out.message(9, message -> parameter(message, (Dict) parameter));
        }
    }

    private static void operation(ProtoWriter out, Dict operation) {
        list(operation.get("tags")).forEach(tag -> out.text(1, tag.toString()));
        out.text(3, text(operation, "description")).text(5, text(operation, "operationId"));
        list(operation.get("produces")).forEach(type -> out.text(6, type.toString()));
        list(operation.get("consumes")).forEach(type -> out.text(7, type.toString()));
        list(operation.get("parameters"))
                .forEach(parameter -> out.message(8, message -> parameter(message, (Dict) parameter)));
        out.message(9, responses -> dict(operation, "responses")
                .forEachMember((code, response) -> responses.message(1, named -> response(named, code, response))));
        list(operation.get("schemes")).forEach(scheme -> out.text(10, scheme.toString()));
        extensions(out, 13, operation);
    }

    private static void response(ProtoWriter out, String code, Object response) {
        if (!(response instanceof Dict known)) {
            return;
        }
        out.text(1, code)
                .message(
                        2,
                        value -> value.message(1, message -> {
                            message.text(1, text(known, "description"));
                            if (known.get("schema") instanceof Dict schema) {
                                message.message(2, item -> item.message(1, inner -> schema(inner, schema)));
                            }
                        }));
    }

    private static void parameter(ProtoWriter out, Dict parameter) {
        out.message(1, wrapper -> {
            if (text(parameter, "in").equals("body")) {
                wrapper.message(1, body -> {
                    body.text(2, text(parameter, "name")).text(3, "body");
                    body.flag(4, Boolean.TRUE.equals(parameter.get("required")));
                    body.message(5, schema -> schema(schema, dict(parameter, "schema")));
                });
                return;
            }
            boolean query = text(parameter, "in").equals("query");
            wrapper.message(
                    2,
                    kind -> kind.message(query ? 3 : 4, plain -> {
                        plain.flag(1, Boolean.TRUE.equals(parameter.get("required")));
                        plain.text(2, text(parameter, "in")).text(4, text(parameter, "name"));
                        plain.text(query ? 6 : 5, text(parameter, "type"));
                    }));
        });
    }

    private static void namedSchema(ProtoWriter out, String name, Object schema) {
        out.text(1, name).message(2, value -> schema(value, schema instanceof Dict known ? known : Dict.EMPTY));
    }

    private static void schema(ProtoWriter out, Dict schema) {
        out.text(1, text(schema, "$ref")).text(2, text(schema, "format")).text(4, text(schema, "description"));
        if (schema.get("default") != null) {
            out.message(5, any -> any.text(2, JsonWriter.text(schema.get("default"))));
        }
        list(schema.get("required")).forEach(name -> out.text(19, name.toString()));
        if (schema.get("additionalProperties") instanceof Dict values) {
            out.message(21, item -> item.message(1, message -> schema(message, values)));
        }
        if (!text(schema, "type").isEmpty()) {
            out.message(22, type -> type.text(1, text(schema, "type")));
        }
        if (schema.get("items") instanceof Dict items) {
            out.message(23, item -> item.message(1, message -> schema(message, items)));
        }
        if (schema.get("properties") instanceof Dict properties) {
            out.message(
                    25,
                    message -> properties.forEachMember(
                            (name, property) -> message.message(1, named -> namedSchema(named, name, property))));
        }
        extensions(out, 31, schema);
    }

    private static void extensions(ProtoWriter out, int field, Dict owner) {
        owner.forEachMember((name, value) -> {
            if (name.startsWith("x-")) {
                // Values are YAML, of which JSON is a part.
                out.message(field, named -> named.text(1, name).message(2, any -> any.text(2, JsonWriter.text(value))));
            }
        });
    }

    private static Dict dict(Dict owner, String name) {
        return owner.get(name) instanceof Dict found ? found : Dict.EMPTY;
    }

    private static String text(Dict owner, String name) {
        return owner.get(name) instanceof String found ? found : "";
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> found ? found : List.of();
    }
}
