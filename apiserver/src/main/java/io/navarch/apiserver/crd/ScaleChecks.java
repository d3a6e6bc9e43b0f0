package io.navarch.apiserver.crd;

import io.navarch.model.custom.CustomVersion;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import org.jspecify.annotations.Nullable;

/** Finds numbers that the scale sub-resource could not show, and reads and writes those that it shows. Pure functions. */
final class ScaleChecks {
    private static final long MOST = Integer.MAX_VALUE;

    private ScaleChecks() {}

    static FieldErrors of(CustomVersion custom, Struct object) {
        var errors = FieldErrors.none();
        var scale = custom.scale();
        if (scale != null) {
            count(scale.specReplicas(), object, errors);
            count(scale.statusReplicas(), object, errors);
        }
        return errors;
    }

    private static void count(String path, Struct object, FieldErrors errors) {
        if (!(value(object, path) instanceof Long count)) {
            return;
        }
        var at = path.substring(1);
        if (count < 0) {
            errors.invalid(at, count, "should be a non-negative integer");
        } else if (count > MOST) {
            errors.invalid(at, count, "should be less than or equal to " + MOST);
        }
    }

    /** What stands at a simple path such as {@code .spec.replicas}, or null. */
    static @Nullable Object value(Obj object, String path) {
        Object value = object;
        for (var name : names(path)) {
            value = value instanceof Obj holder ? holder.get(name) : null;
        }
        return value;
    }

    static String[] names(String path) {
        return path.substring(1).split("\\.");
    }
}
