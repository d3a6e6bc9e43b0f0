package io.navarch.model.custom;

import io.navarch.model.validation.FieldErrors;

/** The rules of a schema for texts and numbers. Pure functions. */
final class TextRules {
    private TextRules() {}

    static void text(ValueRules rules, String text, String path, FieldErrors errors) {
        int length = text.codePointCount(0, text.length());
        if (rules.maxLength() != null && length > rules.maxLength()) {
            errors.tooLong(path, rules.maxLength() + " bytes");
        } else if (rules.minLength() != null && length < rules.minLength()) {
            errors.invalid(
                    path, text, SchemaChecks.named(path) + "should be at least " + rules.minLength() + " chars long");
        } else if (rules.compiled() != null && !rules.compiled().matcher(text).find()) {
            errors.invalid(path, text, SchemaChecks.named(path) + "should match '" + rules.pattern() + "'");
        }
        if (!SchemaFormats.matches(rules.format(), text)) {
            errors.typeInvalid(
                    path,
                    text,
                    SchemaChecks.named(path) + "must be of type " + rules.format() + ": "
                            + io.navarch.model.name.GoSyntax.quote(text));
        }
    }

    static void number(CustomSchema schema, double number, String path, FieldErrors errors) {
        var rules = schema.rules();
        if (schema.type().equals("integer") && rules.format().equals("int32") && number != (int) number) {
            // Upstream tells this without a path of its own.
            errors.invalid("<nil>", "", "Checked value must be of type integer with format int32 in " + path);
        }
        var name = SchemaChecks.named(path);
        var multiple = rules.multipleOf();
        if (multiple != null && multiple != 0 && number / multiple != Math.rint(number / multiple)) {
            errors.invalid(path, shown(number), name + "should be a multiple of " + shown(multiple));
        }
        var max = rules.maximum();
        if (max != null && (rules.exclusiveMaximum() ? number >= max : number > max)) {
            var limit = rules.exclusiveMaximum() ? "should be less than " : "should be less than or equal to ";
            errors.invalid(path, shown(number), name + limit + shown(max));
        }
        var min = rules.minimum();
        if (min != null && (rules.exclusiveMinimum() ? number <= min : number < min)) {
            var limit = rules.exclusiveMinimum() ? "should be greater than " : "should be greater than or equal to ";
            errors.invalid(path, shown(number), name + limit + shown(min));
        }
    }

    /** Without a fraction where there is none. */
    private static Object shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : number;
    }
}
