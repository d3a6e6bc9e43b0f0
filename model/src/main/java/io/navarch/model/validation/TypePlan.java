package io.navarch.model.validation;

import io.navarch.model.schema.TypeRules;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled rules of one type, in the order of the type file: checks of fields and named Java checks, each field's own
 * value validated where the field stands; then the fields that the file does not mention.
 */
final class TypePlan implements Check {
    /** Metadata has its own rules; a status is looked at only when it is what is written. */
    private static final Set<String> NOT_HERE = Set.of("metadata", "status");

    private final List<Check> steps = new ArrayList<>();

    TypePlan(StructType type, Validation validation) {
        var listed = new HashSet<String>();
        var rules = TypeRules.of(type.name()).get("rules");
        if (rules instanceof List<?> ordered) {
            for (var entry : ordered) {
                ((Dict) entry).forEachMember((name, rule) -> {
                    listed.add(name);
                    steps.add(step(type, name, (Dict) rule, validation));
                });
            }
        }
        for (var field : type.fields()) {
            boolean top = type.field("apiVersion") != null && NOT_HERE.contains(field.name());
            if (!listed.contains(field.name()) && field.type().structOrElement() != null && !top) {
                steps.add(new FieldStep(field, null));
            }
        }
    }

    private static Check step(StructType type, String name, Dict rule, Validation validation) {
        if (name.startsWith("$")) {
            return validation.check(name.substring(1), type);
        }
        var field = type.field(name);
        if (field == null) {
            throw new IllegalStateException(type + " has no field " + name);
        }
        return new FieldStep(field, new FieldRule(rule));
    }

    @Override
    public void check(Struct value, String path, Scope scope) {
        for (var step : steps) {
            step.check(value, path, scope);
        }
    }

    private record FieldStep(Field field, @Nullable FieldRule rule) implements Check {
        @Override
        public void check(Struct owner, String path, Scope scope) {
            var value = owner.value(field.number());
            if (value == null && rule == null) {
                return;
            }
            var at = Scope.child(path, field.name());
            if (rule != null && !rule.check(value, at, scope.errors())) {
                return;
            }
            if (value == null || (rule != null && rule.skip()) || field.type().structOrElement() == null) {
                return;
            }
            descend(value, at, scope);
        }

        private void descend(Object value, String at, Scope scope) {
            if (field.type().kind() == FieldType.Kind.STRUCT) {
                scope.validate((Struct) value, at);
            } else if (value instanceof List<?> list) {
                var seen = new HashSet<Object>();
                var unique = rule == null ? null : rule.unique();
                for (int i = 0; i < list.size(); i++) {
                    var element = (Struct) list.get(i);
                    var elementPath = at + "[" + i + "]";
                    scope.validate(element, elementPath);
                    var name = unique == null ? null : element.get(unique);
                    if (name != null && !name.equals("") && !seen.add(name)) {
                        scope.errors().duplicate(elementPath + "." + unique, name);
                    }
                }
            } else if (value instanceof Dict dict) {
                dict.forEachMember((key, member) -> scope.validate((Struct) member, at + "[" + key + "]"));
            }
        }
    }
}
