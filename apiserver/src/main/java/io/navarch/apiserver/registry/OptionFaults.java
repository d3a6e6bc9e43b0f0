package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.validation.FieldErrors;
import java.util.List;

/** Reads query parameters and words what is wrong with them. */
final class OptionFaults {
    private OptionFaults() {}

    static ApiException of(FieldErrors errors, String kind) {
        return errors.exception("meta.k8s.io", kind, "");
    }

    static boolean dryRun(List<String> values, FieldErrors errors) {
        if (values.stream().anyMatch(value -> !value.equals("All"))) {
            var shown = JsonWriter.text(values);
            errors.add(new FieldErrors.FieldError(
                    "FieldValueNotSupported", "dryRun", "Unsupported value: " + shown + ": supported values: \"All\""));
        }
        return !values.isEmpty();
    }

    /** A number, or the given one if the parameter is not there. */
    static long number(ApiRequest request, String name, long otherwise) {
        var text = request.parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    static boolean flag(String text) {
        return !text.isEmpty() && !text.equals("false") && !text.equals("0");
    }
}
