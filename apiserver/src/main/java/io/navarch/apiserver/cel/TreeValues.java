package io.navarch.apiserver.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.navarch.apiserver.cel.ValueType.ListOf;
import io.navarch.apiserver.cel.ValueType.MapOf;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.OptionalOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.apiserver.cel.library.GoDuration;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.RawJson;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.AbstractList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows values of the tree to the engine: objects and lists through views that convert what is looked at, scalars as their type
 * says. A value that is none of the tree's passes as it is.
 */
final class TreeValues {
    private TreeValues() {}

    static Object of(@Nullable Object value, ValueType type) {
        if (type instanceof OptionalOf optional) {
            return value == null ? Optional.empty() : Optional.of(of(value, optional.value()));
        }
        if (value == null || value == JsonNull.NULL) {
            return NullValue.NULL_VALUE;
        }
        return switch (value) {
            case Obj object ->
                switch (type) {
                    case ObjectOf declared -> new ObjectValue(object, declared);
                    case MapOf map -> new MapView(object, map.value());
                    default -> new MapView(object, Scalar.ANY);
                };
            case List<?> list -> new ListView(list, type instanceof ListOf typed ? typed.element() : Scalar.ANY);
            case Long number -> type == Scalar.NUMBER ? (Object) number.doubleValue() : number;
            case String text -> type instanceof Scalar scalar ? text(text, scalar) : text;
            case RawJson raw -> of(raw.parse(), Scalar.ANY);
            default -> value;
        };
    }

    private static Object text(String text, Scalar type) {
        return switch (type) {
            case BYTES -> CelByteString.of(Base64.getMimeDecoder().decode(text));
            case TIMESTAMP -> timestamp(text);
            case DURATION -> GoDuration.parse(text);
            default -> text;
        };
    }

    private static Instant timestamp(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("cannot convert \"" + text + "\" to a timestamp", e);
        }
    }

    /** A list of the tree. */
    private static final class ListView extends AbstractList<Object> {
        private final List<?> elements;
        private final ValueType type;

        ListView(List<?> elements, ValueType type) {
            this.elements = elements;
            this.type = type;
        }

        @Override
        public Object get(int index) {
            return of(elements.get(index), type);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }
}
