package io.navarch.model.validation;

import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.validation.FieldErrors.Verbatim;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * API values as faults show them since 1.34: in JSON, members in the order of the Go type. Upstream's internal types have no
 * JSON names, so their members go by their Go names and none is left out.
 */
final class GoValues {
    private GoValues() {}

    /** Names and values in turn; a null value is Go's nil pointer. */
    static Verbatim object(@Nullable Object... namesAndValues) {
        var out = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.append(i == 0 ? "\"" : ",\"")
                    .append(namesAndValues[i])
                    .append("\":")
                    .append(value(namesAndValues[i + 1]));
        }
        return new Verbatim(out.append('}').toString());
    }

    static Verbatim list(List<Verbatim> values) {
        return new Verbatim(
                "[" + String.join(",", values.stream().map(Verbatim::text).toList()) + "]");
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Verbatim shown -> shown.text();
            case Integer number -> number.toString();
            default -> JsonWriter.text(value);
        };
    }

    static Verbatim labels(Map<String, String> labels) {
        return new Verbatim(labels.isEmpty() ? "null" : JsonWriter.text(Dict.of(labels)));
    }

    static Verbatim labelSelector(LabelSelector selector) {
        var labels = selector.matchLabels().isEmpty()
                ? ""
                : "\"matchLabels\":" + labels(selector.matchLabels()).text();
        var requirements = list(selector.matchExpressions().stream()
                .map(wanted -> wanted.values().isEmpty()
                        ? object("key", wanted.key(), "operator", wanted.operator())
                        : object("key", wanted.key(), "operator", wanted.operator(), "values", wanted.values()))
                .toList());
        var expressions = selector.matchExpressions().isEmpty() ? "" : "\"matchExpressions\":" + requirements.text();
        return new Verbatim("{" + labels + (labels.isEmpty() || expressions.isEmpty() ? "" : ",") + expressions + "}");
    }
}
