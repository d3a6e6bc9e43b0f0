package io.navarch.model.validation;

import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.name.GoSyntax;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects faults in the fields of one object. Confined to one thread. */
public final class FieldErrors {
    /**
     * One fault.
     *
     * @param reason as a cause's reason, such as FieldValueInvalid
     * @param field the path, such as {@code spec.containers[0].name}
     * @param message the whole text after the path
     */
    public record FieldError(String reason, String field, String message) {
        @Override
        public String toString() {
            return field + ": " + message;
        }
    }

    private final List<FieldError> errors = new ArrayList<>();

    /** No faults (yet). */
    public static FieldErrors none() {
        return new FieldErrors();
    }

    public FieldErrors required(String field, String detail) {
        return add("FieldValueRequired", field, "Required value", detail);
    }

    public FieldErrors invalid(String field, @Nullable Object value, String detail) {
        return add("FieldValueInvalid", field, "Invalid value: " + shown(value), detail);
    }

    /** Invalid, where the value is too much to be shown. */
    public FieldErrors invalidUnshown(String field, String detail) {
        return add("FieldValueInvalid", field, "Invalid value", detail);
    }

    /** Duplicate, where the value is too much to be shown. */
    public FieldErrors duplicateUnshown(String field) {
        return add("FieldValueDuplicate", field, "Duplicate value", "");
    }

    /** Whether a fault has one of these reasons. */
    public boolean hasReason(Collection<String> reasons) {
        return errors.stream().anyMatch(error -> reasons.contains(error.reason()));
    }

    /** A value of another type than it must have; the detail is the whole rest of the message. */
    public FieldErrors typeInvalid(String field, @Nullable Object value, String detail) {
        return add("FieldValueTypeInvalid", field, "Invalid value: " + shown(value), detail);
    }

    public FieldErrors duplicate(String field, @Nullable Object value) {
        return add("FieldValueDuplicate", field, "Duplicate value: " + shown(value), "");
    }

    public FieldErrors notFound(String field, @Nullable Object value) {
        return add("FieldValueNotFound", field, "Not found: " + shown(value), "");
    }

    public FieldErrors forbidden(String field, String detail) {
        return add("FieldValueForbidden", field, "Forbidden", detail);
    }

    public FieldErrors notSupported(String field, @Nullable Object value, Collection<String> supported) {
        var quoted = supported.stream().map(FieldErrors::shown).toList();
        return add(
                "FieldValueNotSupported",
                field,
                "Unsupported value: " + shown(value),
                quoted.isEmpty() ? "" : "supported values: " + String.join(", ", quoted));
    }

    /** @param most how many bytes or characters are allowed, with the unit: {@code 63 characters} */
    public FieldErrors tooLong(String field, String most) {
        return add("FieldValueTooLong", field, "Too long", "may not be more than " + most);
    }

    public FieldErrors tooMany(String field, int actual, int most) {
        return add(
                "FieldValueTooMany",
                field,
                "Too many: " + actual,
                "must have at most " + most + (most == 1 ? " item" : " items"));
    }

    public FieldErrors internal(String field, String detail) {
        return add("InternalError", field, "Internal error", detail);
    }

    /** Invalid once for each of the details. */
    public FieldErrors invalid(String field, @Nullable Object value, List<String> details) {
        details.forEach(detail -> invalid(field, value, detail));
        return this;
    }

    /** A value that is shown as it stands here, such as a value of upstream's internal types. */
    public record Verbatim(String text) {}

    public FieldErrors add(FieldError error) {
        errors.add(error);
        return this;
    }

    public FieldErrors addAll(FieldErrors others) {
        errors.addAll(others.errors);
        return this;
    }

    private FieldErrors add(String reason, String field, String what, String detail) {
        return add(new FieldError(reason, field, detail.isEmpty() ? what : what + ": " + detail));
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Verbatim verbatim -> verbatim.text;
            case String text -> GoSyntax.quote(text);
            case Integer number -> number.toString();
            default -> JsonWriter.text(value);
        };
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> list() {
        return List.copyOf(errors);
    }

    /** {@code Pod "p" is invalid: …}, each fault told once. */
    public ApiException exception(String group, String kind, String name) {
        var texts = new LinkedHashSet<String>();
        var causes = new ArrayList<StatusCause>();
        for (var error : errors) {
            texts.add(error.toString());
            causes.add(StatusCause.EMPTY
                    .withReason(error.reason())
                    .withMessage(error.message())
                    .withField(error.field()));
        }
        var text = texts.size() == 1 ? texts.iterator().next() : "[" + String.join(", ", texts) + "]";
        return ApiException.invalid(group, kind, name, text, causes);
    }
}
