package io.navarch.model.validation;

import io.navarch.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.navarch.model.custom.CustomSchema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what a version of a CustomResourceDefinition has beside its schema: sub-resources, columns, selectable fields. */
final class VersionChecks {
    private static final Set<String> COLUMN_TYPES = Set.of("integer", "number", "string", "boolean", "date");
    private static final Set<String> COLUMN_FORMATS =
            Set.of("int32", "int64", "float", "double", "byte", "date", "date-time", "password");
    private static final Pattern SIMPLE_PATH = Pattern.compile("(\\.[A-Za-z0-9_-]+)+");
    private static final int MOST_SELECTABLE = 8;

    private VersionChecks() {}

    static void check(CustomResourceDefinitionVersion version, CustomSchema schema, String at, FieldErrors errors) {
        scale(version, at + ".subresources.scale", errors);
        columns(version, at + ".additionalPrinterColumns", errors);
        selectable(version, schema, at + ".selectableFields", errors);
    }

    private static void scale(CustomResourceDefinitionVersion version, String at, FieldErrors errors) {
        if (!version.subresources().hasScale()) {
            return;
        }
        var scale = version.subresources().scale();
        path(scale.specReplicasPath(), ".spec", at + ".specReplicasPath", true, errors);
        path(scale.statusReplicasPath(), ".status", at + ".statusReplicasPath", true, errors);
        var selector = scale.labelSelectorPath();
        if (!selector.isEmpty() && !selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
            errors.invalid(at + ".labelSelectorPath", selector, "should be a json path under either .spec or .status");
        } else {
            path(selector, "", at + ".labelSelectorPath", false, errors);
        }
    }

    private static void path(String path, String root, String at, boolean required, FieldErrors errors) {
        if (path.isEmpty()) {
            if (required) {
                errors.required(at, "");
            }
        } else if (!SIMPLE_PATH.matcher(path).matches()) {
            errors.invalid(at, path, "is an invalid path: array notation and wildcards are not allowed");
        } else if (!root.isEmpty() && !path.startsWith(root + ".")) {
            errors.invalid(at, path, "should be a json path under " + root);
        }
    }

    private static void columns(CustomResourceDefinitionVersion version, String path, FieldErrors errors) {
        var columns = version.additionalPrinterColumns();
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var at = path + "[" + i + "]";
            if (column.name().isEmpty()) {
                errors.required(at + ".name", "");
            }
            if (column.type().isEmpty()) {
                errors.required(at + ".type", "must be one of boolean,date,integer,number,string");
            } else if (!COLUMN_TYPES.contains(column.type())) {
                errors.invalid(at + ".type", column.type(), "must be one of boolean,date,integer,number,string");
            }
            if (!column.format().isEmpty() && !COLUMN_FORMATS.contains(column.format())) {
                errors.invalid(
                        at + ".format",
                        column.format(),
                        "must be one of byte,date,date-time,double,float,int32,int64,password");
            }
            if (column.jsonPath().isEmpty()) {
                errors.required(at + ".JSONPath", "");
            }
        }
    }

    private static void selectable(
            CustomResourceDefinitionVersion version, CustomSchema schema, String path, FieldErrors errors) {
        var fields = version.selectableFields();
        if (fields.size() > MOST_SELECTABLE) {
            errors.tooMany(path, fields.size(), MOST_SELECTABLE);
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < fields.size(); i++) {
            var field = fields.get(i).jsonPath();
            var at = path + "[" + i + "].jsonPath";
            if (field.isEmpty()) {
                errors.required(at, "");
                continue;
            }
            if (!seen.add(field)) {
                errors.duplicate(at, field);
                continue;
            }
            if (field.startsWith(".metadata.") || field.equals(".metadata")) {
                errors.invalid(at, field, "must not point to fields in metadata");
                continue;
            }
            var found = SIMPLE_PATH.matcher(field).matches() ? find(schema, field) : null;
            if (found == null) {
                errors.invalid(at, field, "is an invalid path: does not refer to a valid field");
            } else if (!List.of("string", "integer", "boolean").contains(found.type())) {
                errors.invalid(
                        at,
                        field,
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with"
                                + " formats are allowed.");
            }
        }
    }

    private static @Nullable CustomSchema find(CustomSchema schema, String path) {
        CustomSchema found = schema;
        for (var name : path.substring(1).split("\\.")) {
            found = found == null ? null : found.properties().get(name);
        }
        return found;
    }
}
