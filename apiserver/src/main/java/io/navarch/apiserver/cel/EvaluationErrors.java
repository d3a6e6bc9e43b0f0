package io.navarch.apiserver.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Pattern;

/** Words the engine's failures as upstream's engine words them. */
final class EvaluationErrors {
    private static final Pattern PREFIX = Pattern.compile("^evaluation error(?: at [^ ]+)?: ");
    private static final Pattern MISSING_KEY = Pattern.compile("^key '(.*)' is not present in map\\.$");
    private static final Pattern OUT_OF_BOUNDS = Pattern.compile("^Index out of bounds: (.*)$");

    private EvaluationErrors() {}

    static String message(Exception failure) {
        var text = failure.getMessage() == null ? "" : failure.getMessage();
        text = PREFIX.matcher(text).replaceFirst("");
        var missing = MISSING_KEY.matcher(text);
        if (missing.matches()) {
            return "no such key: " + missing.group(1);
        }
        var bounds = OUT_OF_BOUNDS.matcher(text);
        if (bounds.matches()) {
            return "index out of bounds: " + bounds.group(1);
        }
        return switch (failure instanceof CelEvaluationException e ? e.getErrorCode() : CelErrorCode.INTERNAL_ERROR) {
            case DIVIDE_BY_ZERO -> text.contains("/ by zero") ? "division by zero" : "modulus by zero";
            case ATTRIBUTE_NOT_FOUND -> "no such key: " + text;
            case NUMERIC_OVERFLOW -> "integer overflow";
            case OVERLOAD_NOT_FOUND -> "no such overload";
            default -> text;
        };
    }
}
