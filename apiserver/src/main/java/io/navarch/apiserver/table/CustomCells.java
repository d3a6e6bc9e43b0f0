package io.navarch.apiserver.table;

import io.navarch.model.kind.PrinterColumn;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The cells of columns that a CustomResourceDefinition adds. A value that is not there, or not of the column's type, is null. */
final class CustomCells {
    private CustomCells() {}

    static CellFunction compile(PrinterColumn column) {
        var path = FieldPath.parse(column.value());
        var type = column.type();
        return (object, now) -> {
            var value = path.first(object);
            return value == null || value == JsonNull.NULL ? null : cell(type, value, now);
        };
    }

    private static @Nullable Object cell(String type, Object value, Instant now) {
        return switch (type) {
            case "integer" ->
                switch (value) {
                    case Long number -> number;
                    case Double number -> number.longValue();
                    default -> null;
                };
            case "number" -> value instanceof Number ? value : null;
            case "boolean" -> value instanceof Boolean ? value : null;
            case "date" -> value instanceof String text ? age(text, now) : null;
            default -> value instanceof String text ? text : JsonWriter.text(value);
        };
    }

    private static String age(String text, Instant now) {
        try {
            return HumanDuration.since(text, now);
        } catch (DateTimeException | DecodeException e) {
            // A column that promises a date but holds something else shows this.
            return "<invalid>";
        }
    }
}
