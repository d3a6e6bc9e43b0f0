package io.navarch.apiserver.watchcache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.navarch.model.kind.SelectableField;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads labels and selectable fields off an object's bytes without building it. Immutable. */
public final class ObjectScanner {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Step root = new Step();
    private final String[] absent;

    /** A step on the way to what is looked for. */
    private static final class Step {
        final Map<String, Step> next = new HashMap<>();
        int field = -1;
        boolean labels;
    }

    public ObjectScanner(StructType type, List<SelectableField> fields) {
        absent = new String[fields.size()];
        step(List.of("metadata", "labels")).labels = true;
        for (int i = 0; i < absent.length; i++) {
            var path = List.of(fields.get(i).path().split("\\."));
            step(path).field = i;
            absent[i] = absentValue(type, path);
        }
    }

    private Step step(List<String> path) {
        var step = root;
        for (var name : path) {
            step = step.next.computeIfAbsent(name, missing -> new Step());
        }
        return step;
    }

    /** What an absent field counts as: Go's zero value of its type as text. */
    private static String absentValue(StructType type, List<String> path) {
        @Nullable StructType current = type;
        FieldType.@Nullable Kind kind = null;
        for (var name : path) {
            var field = current == null ? null : current.field(name);
            kind = field == null ? null : field.type().kind();
            current = field == null ? null : field.type().struct();
        }
        return switch (kind) {
            case BOOLEAN -> "false";
            case INT32, INT64 -> "0";
            case null, default -> "";
        };
    }

    /** The object with what was found. */
    public CachedObject scan(String key, byte[] json, long revision) {
        var fields = absent.clone();
        try (var parser = FACTORY.createParser(json)) {
            parser.nextToken();
            var labels = members(parser, root, fields, Map.of());
            return new CachedObject(key, json, revision, labels, fields);
        } catch (IOException e) {
            throw new UncheckedIOException("object at " + key + " is not JSON", e);
        }
    }

    private static Map<String, String> members(
            JsonParser parser, Step step, String[] fields, Map<String, String> found) throws IOException {
        var labels = found;
        int open = step.next.size();
        for (var token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            var next = step.next.get(parser.currentName());
            var value = parser.nextToken();
            if (next == null) {
                parser.skipChildren();
            } else if (next.labels && value == JsonToken.START_OBJECT) {
                labels = labels(parser);
                open--;
            } else if (value == JsonToken.START_OBJECT) {
                labels = members(parser, next, fields, labels);
                open--;
            } else {
                if (next.field >= 0 && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    fields[next.field] = parser.getText();
                }
                parser.skipChildren();
                open--;
            }
            if (open == 0 && step.next.size() > 0 && parser.getParsingContext().getParent().inRoot()) {
                return labels;
            }
        }
        return labels;
    }

    private static Map<String, String> labels(JsonParser parser) throws IOException {
        var builder = Dict.builder();
        for (var token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            var name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                builder.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return builder.build().typed();
    }
}
