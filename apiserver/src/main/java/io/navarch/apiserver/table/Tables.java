package io.navarch.apiserver.table;

import io.navarch.apiserver.registry.TableMaker;
import io.navarch.model.Timestamps;
import io.navarch.model.kind.PrinterColumn;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes tables. Thread-safe; keeps what columns were compiled to. */
public final class Tables implements TableMaker {
    private final Clock clock;
    private final Map<PrinterColumn, CellFunction> compiled = new ConcurrentHashMap<>();

    public Tables(Clock clock) {
        this.clock = clock;
    }

    @Override
    public byte[] table(ServedKind served, Iterable<Struct> objects, Options options) {
        var out = new JsonWriter(4096);
        out.ascii("{\"kind\":\"Table\",\"apiVersion\":");
        out.string(options.apiVersion());
        out.ascii(",\"metadata\":");
        out.value(options.metadata());
        out.ascii(",\"columnDefinitions\":");
        var columns = columns(served);
        if (options.columns()) {
            definitions(out, columns);
        } else {
            out.ascii("null");
        }
        out.ascii(",\"rows\":[");
        var cells = columns.stream().map(column -> function(served, column)).toList();
        var now = clock.now();
        boolean first = true;
        for (var object : objects) {
            if (!first) {
                out.ascii(",");
            }
            first = false;
            row(out, served, cells, object, now, options);
        }
        out.ascii("]}");
        return out.toByteArray();
    }

    /** A custom resource without columns of its own shows its age. */
    private static List<PrinterColumn> columns(ServedKind served) {
        var columns = served.version().columns();
        return columns.isEmpty() ? Fallback.COLUMNS : columns;
    }

    private static final class Fallback {
        static final List<PrinterColumn> COLUMNS = List.of(
                new PrinterColumn("Name", "string", "name", 0, "", ".metadata.name", null),
                new PrinterColumn("Created At", "date", "", 0, "", ".metadata.creationTimestamp", null));
    }

    private static void definitions(JsonWriter out, List<PrinterColumn> columns) {
        out.ascii("[");
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            out.ascii(i == 0 ? "{\"name\":" : ",{\"name\":");
            out.string(column.name());
            out.ascii(",\"type\":");
            out.string(column.type());
            out.ascii(",\"format\":");
            out.string(column.format());
            out.ascii(",\"description\":");
            out.string(column.description());
            out.ascii(",\"priority\":" + column.priority() + "}");
        }
        out.ascii("]");
    }

    private static void row(
            JsonWriter out, ServedKind served, List<CellFunction> cells, Struct object, Instant now, Options options) {
        out.ascii("{\"cells\":[");
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.ascii(",");
            }
            var value = cells.get(i).cell(object, now);
            out.value(value == null ? JsonNull.NULL : value);
        }
        out.ascii("]");
        if (served.definition().kind().equals("Pod")) {
            out.ascii(PodCells.conditions(object));
        }
        switch (options.includeObject()) {
            case NONE -> {}
            case METADATA -> {
                out.ascii(",\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":");
                out.string(options.apiVersion());
                out.ascii(",\"metadata\":");
                out.value(object.get("metadata") instanceof Struct metadata ? metadata : Dict.EMPTY);
                out.ascii("}");
            }
            case OBJECT -> {
                out.ascii(",\"object\":");
                out.value(object);
            }
        }
        out.ascii("}");
    }

    private CellFunction function(ServedKind served, PrinterColumn column) {
        if (served.definition().custom()) {
            return CustomCells.compile(column);
        }
        return compiled.computeIfAbsent(column, Tables::compile);
    }

    private static CellFunction compile(PrinterColumn column) {
        if (column.computed()) {
            var known = CellFunctions.find(column.function());
            if (known != null) {
                return known;
            }
        }
        var path = FieldPath.parse(column.value());
        var absent = absent(column);
        boolean age = column.type().equals("date") && !column.value().equals(".metadata.creationTimestamp");
        return (object, now) -> {
            var value = path.first(object);
            if (value == null || value instanceof String text && text.isEmpty()) {
                return absent;
            }
            return age ? age(value, now) : value;
        };
    }

    private static Object age(Object value, Instant now) {
        try {
            return HumanDuration.since(value.toString(), now);
        } catch (DateTimeException | io.navarch.model.tree.DecodeException e) {
            // A custom column that promises a date but holds something else shows this.
            return "<invalid>";
        }
    }

    /** What stands for a field that is not there, as the column's type would have it. */
    private static @Nullable Object absent(PrinterColumn column) {
        var absent = column.absent();
        if (absent != null) {
            return switch (absent) {
                case "true", "false" -> Boolean.valueOf(absent);
                default -> absent.chars().allMatch(Character::isDigit) ? (Object) Long.valueOf(absent) : absent;
            };
        }
        return switch (column.type()) {
            case "integer", "number" -> 0L;
            case "boolean" -> false;
            default -> "";
        };
    }

    /** The age cell of every kind. */
    static String age(Struct object, Instant now) {
        var metadata = object.get("metadata") instanceof Struct known ? known : null;
        var created = metadata == null ? null : metadata.get("creationTimestamp");
        return HumanDuration.since(created instanceof String text ? text : "", now);
    }

    static @Nullable Instant instant(@Nullable Object timestamp) {
        return timestamp instanceof String text ? Timestamps.instant(text) : null;
    }
}
