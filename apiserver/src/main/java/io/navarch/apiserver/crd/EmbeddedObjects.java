package io.navarch.apiserver.crd;

import io.navarch.model.custom.CustomSchema;
import io.navarch.model.name.Formats;
import io.navarch.model.tree.Obj;
import io.navarch.model.validation.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the objects of the API that custom objects hold: they say what they are, and have sound metadata. Pure functions. */
final class EmbeddedObjects {
    private EmbeddedObjects() {}

    static FieldErrors check(CustomSchema schema, Obj object) {
        var errors = FieldErrors.none();
        inside(schema, object, "", errors);
        return errors;
    }

    private static void walk(@Nullable CustomSchema schema, Object value, String path, FieldErrors errors) {
        if (schema == null) {
            return;
        }
        if (schema.embedded() && value instanceof Obj object) {
            embedded(object, path, errors);
        }
        inside(schema, value, path, errors);
    }

    private static void inside(CustomSchema schema, Object value, String path, FieldErrors errors) {
        switch (value) {
            case Obj object ->
                object.forEachMember((name, member) -> {
                    var known = schema.properties().get(name);
                    if (known != null) {
                        walk(known, member, path.isEmpty() ? name : path + "." + name, errors);
                    } else {
                        walk(schema.additional(), member, path + "[" + name + "]", errors);
                    }
                });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(schema.items(), list.get(i), path + "[" + i + "]", errors);
                }
            }
            default -> {}
        }
    }

    private static void embedded(Obj object, String path, FieldErrors errors) {
        var apiVersion = text(object, "apiVersion");
        if (apiVersion.isEmpty()) {
            errors.required(path + ".apiVersion", "must not be empty");
        } else if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
            errors.invalid(path + ".apiVersion", apiVersion, "unexpected GroupVersion string: " + apiVersion);
        }
        var kind = text(object, "kind");
        if (kind.isEmpty()) {
            errors.required(path + ".kind", "must not be empty");
        }
        if (object.get("metadata") instanceof Obj metadata) {
            var name = text(metadata, "name");
            if (!name.isEmpty()) {
                errors.invalid(path + ".metadata.name", name, Formats.dns1123Subdomain(name));
            }
            labels(metadata, path + ".metadata.labels", errors);
        }
    }

    private static void labels(Obj metadata, String path, FieldErrors errors) {
        if (metadata.get("labels") instanceof Obj labels) {
            labels.forEachMember((key, value) -> {
                errors.invalid(path, key, Formats.qualifiedName(key));
                errors.invalid(path, value, Formats.labelValue(String.valueOf(value)));
            });
        }
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
