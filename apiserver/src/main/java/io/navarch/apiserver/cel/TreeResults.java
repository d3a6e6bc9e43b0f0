package io.navarch.apiserver.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes values of the tree of what expressions evaluate to. */
final class TreeResults {
    private TreeResults() {}

    static Object of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var members = Dict.builder();
                map.forEach((name, member) -> members.put(String.valueOf(name), of(member)));
                yield members.build();
            }
            case List<?> list -> {
                var elements = new ArrayList<Object>(list.size());
                list.forEach(element -> elements.add(of(element)));
                yield List.copyOf(elements);
            }
            case Optional<?> optional -> optional.isPresent() ? of(optional.get()) : JsonNull.NULL;
            case NullValue none -> JsonNull.NULL;
            case UnsignedLong number -> number.longValue();
            case CelByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
            case Instant instant -> instant.toString();
            case Duration duration ->
                new BigDecimal(duration.toNanos())
                                .movePointLeft(9)
                                .stripTrailingZeros()
                                .toPlainString() + "s";
            case String text -> text;
            case Boolean flag -> flag;
            case Long number -> number;
            case Double number -> number;
            default ->
                throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " is no JSON");
        };
    }
}
