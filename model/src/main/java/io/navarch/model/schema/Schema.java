package io.navarch.model.schema;

import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The struct types of the API by their full names ({@code io.k8s.api.core.v1.Pod}). Rows are kept as text and become types
 * on first use, so that a process pays only for the types that it meets.
 */
public final class Schema {
    private static final List<String> FILES = List.of(
            "/io/navarch/schema.tsv",
            "/io/navarch/schema-meta.tsv",
            "/io/navarch/schema-legacy.tsv",
            "/io/navarch/schema-metrics.tsv");
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final Map<String, List<String>> rows;
    private final Map<String, StructType> types = new ConcurrentHashMap<>();

    private Schema(Map<String, List<String>> rows) {
        this.rows = rows;
    }

    private static final class BuiltIn {
        static final Schema SCHEMA = new Schema(readRows());
    }

    /** The schema of this version of the API. */
    public static Schema builtIn() {
        return BuiltIn.SCHEMA;
    }

    /** All type names, sorted. */
    public Iterable<String> names() {
        return rows.keySet();
    }

    /** The type of that name, or null if the schema has none. */
    public @Nullable StructType find(String name) {
        var known = types.get(name);
        if (known != null) {
            return known;
        }
        if (!rows.containsKey(name)) {
            return null;
        }
        return types.computeIfAbsent(name, absent -> new StructType(absent, false, () -> fields(absent)));
    }

    /** The type of that name, which must exist. */
    public StructType type(String name) {
        var found = find(name);
        if (found == null) {
            throw new IllegalArgumentException("no type " + name + " in the schema");
        }
        return found;
    }

    private List<Field> fields(String typeName) {
        var fields = new ArrayList<Field>();
        for (var row : rows.getOrDefault(typeName, List.of())) {
            var cells = row.split("\t", -1);
            if (cells[1].isEmpty()) {
                continue;
            }
            fields.add(new Field(
                    fields.size(),
                    cells[1].intern(),
                    fieldType(cells[2]),
                    "required".equals(cells[3]),
                    cells[4].isEmpty() ? null : cells[4],
                    topology(cells[5]),
                    cells[6].isEmpty() ? List.of() : List.of(cells[6].split(",")),
                    cells[7],
                    cells[8]));
        }
        return List.copyOf(fields);
    }

    private static Field.Topology topology(String cell) {
        return switch (cell) {
            case "atomic" -> Field.Topology.ATOMIC;
            case "set" -> Field.Topology.SET;
            case "map" -> Field.Topology.MAP;
            case "granular" -> Field.Topology.GRANULAR;
            default -> Field.Topology.UNSET;
        };
    }

    private FieldType fieldType(String cell) {
        if (cell.startsWith("[")) {
            return new FieldType(FieldType.Kind.LIST, null, fieldType(cell.substring(1, cell.length() - 1)));
        }
        if (cell.startsWith("{")) {
            return new FieldType(FieldType.Kind.MAP, null, fieldType(cell.substring(1, cell.length() - 1)));
        }
        return switch (cell) {
            case "string" -> scalar(FieldType.Kind.STRING);
            case "string:byte" -> scalar(FieldType.Kind.BYTES);
            case "integer:int32" -> scalar(FieldType.Kind.INT32);
            case "integer:int64", "integer" -> scalar(FieldType.Kind.INT64);
            case "number:double", "number" -> scalar(FieldType.Kind.NUMBER);
            case "boolean" -> scalar(FieldType.Kind.BOOLEAN);
            case "io.k8s.apimachinery.pkg.api.resource.Quantity" -> scalar(FieldType.Kind.QUANTITY);
            case META + "Time" -> scalar(FieldType.Kind.TIME);
            case META + "MicroTime" -> scalar(FieldType.Kind.MICRO_TIME);
            case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" -> scalar(FieldType.Kind.INT_OR_STRING);
            case "object", "any", "io.k8s.apimachinery.pkg.runtime.RawExtension", META + "FieldsV1", META + "Patch" ->
                scalar(FieldType.Kind.ANY);
            default ->
                cell.endsWith(".JSON") || cell.contains(".JSONSchemaPropsOr")
                        ? scalar(FieldType.Kind.ANY)
                        : new FieldType(FieldType.Kind.STRUCT, type(cell), null);
        };
    }

    private static FieldType scalar(FieldType.Kind kind) {
        return new FieldType(kind, null, null);
    }

    private static Map<String, List<String>> readRows() {
        var rows = new TreeMap<String, List<String>>();
        for (var file : FILES) {
            try (var stream = Schema.class.getResourceAsStream(file)) {
                if (stream == null) {
                    continue;
                }
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16);
                reader.readLine();
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    var type = line.substring(0, line.indexOf('\t'));
                    rows.computeIfAbsent(type, absent -> new ArrayList<>()).add(line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rows;
    }
}
