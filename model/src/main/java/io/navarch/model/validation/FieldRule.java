package io.navarch.model.validation;

import io.navarch.model.Quantity;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Dict;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The compiled checks of one value that a type file states; see the files for their words. */
final class FieldRule {
    private static final long MAX_ID = 2147483647L;

    private final boolean required;
    private final String requiredDetail;
    private final boolean needed;
    private final String detail;
    private final List<String> values;
    private final String enumDetail;
    private final @Nullable Long min;
    private final @Nullable Long max;
    private final @Nullable Function<String, List<String>> format;
    private final @Nullable FieldRule each;
    private final Dict rule;

    FieldRule(Dict rule) {
        this.rule = rule;
        var needs = rule.get("required");
        this.required = needs != null;
        this.requiredDetail = needs instanceof String text ? text : "";
        this.needed = flag("needed");
        this.detail = rule.get("detail") instanceof String text ? text : "";
        this.values = rule.get("enum") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
        this.enumDetail = rule.get("enumDetail") instanceof String text ? text : "";
        this.min = rule.get("min") instanceof Long number ? number : flag("id") ? Long.valueOf(0) : null;
        this.max = rule.get("max") instanceof Long number ? number : flag("id") ? Long.valueOf(MAX_ID) : null;
        this.format = rule.get("format") instanceof String name ? Formats.named(name) : null;
        this.each = rule.get("each") instanceof Dict inner ? new FieldRule(inner) : null;
    }

    boolean skip() {
        return flag("skip");
    }

    /** The member by which elements must differ, "" for elements themselves, or null. */
    @Nullable
    String unique() {
        return rule.get("unique") instanceof String member ? member : flag("unique") ? "" : null;
    }

    private boolean flag(String name) {
        return Boolean.TRUE.equals(rule.get(name));
    }

    /** Checks a value; false when it is missing though required, so that nothing more is worth saying. */
    boolean check(@Nullable Object value, String path, FieldErrors errors) {
        if (required && isMissing(value)) {
            errors.required(path, requiredDetail);
            return false;
        }
        var present = value == null && needed ? Long.valueOf(0) : value;
        switch (present) {
            case null -> {}
            case String text -> text(text, path, errors);
            case Long number -> number(number, path, errors);
            case List<?> list -> list(list, path, errors);
            case Dict dict -> dict(dict, path, errors);
            default -> {}
        }
        return true;
    }

    /** An absent or empty value; for numbers, 0. */
    private static boolean isMissing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Long number -> number == 0;
            case List<?> list -> list.isEmpty();
            case Dict dict -> dict.isEmpty();
            default -> false;
        };
    }

    private void text(String text, String path, FieldErrors errors) {
        if (!values.isEmpty() && (!text.isEmpty() || required) && !values.contains(text)) {
            if (enumDetail.isEmpty()) {
                errors.notSupported(path, text, values);
            } else {
                errors.invalid(path, text, enumDetail);
            }
        }
        if (text.isEmpty()) {
            return;
        }
        if (format != null) {
            errors.invalid(path, text, format.apply(text));
        }
        if (flag("port")) {
            errors.invalid(path, text, Formats.portName(text));
        }
        if (flag("quantity") && Quantity.parse(text).signum() < 0) {
            errors.invalid(path, text, "must be greater than or equal to 0");
        }
        if (flag("relative")) {
            PathRules.relative(text, path, errors);
        }
        if (flag("backsteps")) {
            PathRules.withoutBacksteps(text, path, errors);
        }
    }

    private void number(long number, String path, FieldErrors errors) {
        if (flag("port") || (format != null && number != 0)) {
            errors.invalid(path, number, Formats.portNumber(number));
        }
        if (flag("mode") && (number < 0 || number > 0777)) {
            errors.invalid(path, number, "must be a number between 0 and 0777 (octal), both inclusive");
        }
        boolean below = min != null && number < min;
        boolean above = max != null && number > max;
        if (below || above) {
            errors.invalid(path, number, rangeDetail());
        }
    }

    private String rangeDetail() {
        if (!detail.isEmpty()) {
            return detail;
        }
        if (min == null) {
            return "must be less than or equal to " + max;
        }
        return max == null
                ? "must be greater than or equal to " + min
                : "must be between " + min + " and " + max + ", inclusive";
    }

    private void list(List<?> list, String path, FieldErrors errors) {
        if (each == null) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            each.check(list.get(i), path + "[" + i + "]", errors);
        }
    }

    private void dict(Dict dict, String path, FieldErrors errors) {
        if (flag("labels")) {
            labels(dict.<String>typed(), path, errors);
        }
    }

    /** Keys are qualified names, values label values. */
    static void labels(Map<String, String> labels, String path, FieldErrors errors) {
        labels.forEach((key, value) -> {
            errors.invalid(path, key, Formats.qualifiedName(key));
            errors.invalid(path, value, Formats.labelValue(value));
        });
    }
}
