package io.navarch.apiserver.watchcache;

import io.navarch.model.kind.SelectableField;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads labels and selectable fields off an object's bytes without building it. Immutable. */
public final class ObjectScanner {
    private final Step root = new Step();
    private final String[] absent;
    /** For each field the first one with the same path, which is what is read. */
    private final int[] firsts;

    private final boolean twins;
    private final StringPool pool = new StringPool();

    /** A step on the way to what is looked for. */
    private static final class Step {
        final Map<String, Step> next = new HashMap<>();
        int field = -1;
        boolean labels;
    }

    public ObjectScanner(StructType type, List<SelectableField> fields) {
        absent = new String[fields.size()];
        firsts = new int[absent.length];
        step(List.of("metadata", "labels")).labels = true;
        boolean known = false;
        for (int i = 0; i < absent.length; i++) {
            var path = List.of(fields.get(i).path().split("\\."));
            var step = step(path);
            known |= step.field >= 0;
            step.field = step.field < 0 ? i : step.field;
            firsts[i] = step.field;
            absent[i] = absentValue(type, path);
        }
        twins = known;
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
        var cursor = new JsonCursor(json, pool);
        if (!cursor.skip('{')) {
            throw new DecodeException("object at " + key + " is no JSON object");
        }
        var labels = members(cursor, root, fields, Map.of());
        for (int i = 0; twins && i < fields.length; i++) {
            fields[i] = fields[firsts[i]];
        }
        return new CachedObject(key, json, revision, labels, fields);
    }

    private static Map<String, String> members(
            JsonCursor cursor, Step step, String[] fields, Map<String, String> found) {
        var labels = found;
        while (cursor.nextMember()) {
            var next = step.next.get(cursor.name());
            byte begin = cursor.peek();
            if (next == null) {
                cursor.skipValue();
            } else if (next.labels && begin == '{') {
                labels = labels(cursor);
            } else if (begin == '{' && !next.next.isEmpty()) {
                cursor.skip('{');
                labels = members(cursor, next, fields, labels);
            } else if (next.field >= 0 && begin != '{' && begin != '[' && begin != 'n') {
                fields[next.field] = cursor.scalar();
            } else {
                cursor.skipValue();
            }
        }
        return labels;
    }

    private static Map<String, String> labels(JsonCursor cursor) {
        var builder = Dict.builder();
        cursor.skip('{');
        while (cursor.nextMember()) {
            var name = cursor.name();
            if (cursor.peek() == '"') {
                builder.put(name, cursor.string());
            } else {
                cursor.skipValue();
            }
        }
        return builder.build().typed();
    }
}
