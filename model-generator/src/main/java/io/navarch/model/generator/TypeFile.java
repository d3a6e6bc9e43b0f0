package io.navarch.model.generator;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One file of defaults and validation rules, checked against the schema: {@code package} and, by type name, {@code
 * defaults} (field → value), {@code zeroDefaults} (the same, also in place of 0), {@code derive} (names of Java functions)
 * and {@code rules} (field, or {@code $} and the name of a Java function → checks, in the order in which upstream looks).
 */
final class TypeFile {
    private static final Set<String> FILE_KEYS = Set.of("package", "types");
    private static final Set<String> TYPE_KEYS = Set.of("defaults", "zeroDefaults", "omitEmpty", "derive", "rules");
    private static final Set<String> RULE_KEYS = Set.of(
            "required",
            "needed",
            "detail",
            "enum",
            "enumDetail",
            "min",
            "max",
            "format",
            "unique",
            "each",
            "labels",
            "port",
            "id",
            "mode",
            "quantity",
            "relative",
            "backsteps",
            "skip");

    private final String file;
    private final Map<String, Object> content;
    private final FactTables facts;

    TypeFile(String file, Map<String, Object> content, FactTables facts) {
        this.file = file;
        this.content = content;
        this.facts = facts;
    }

    /** Fails the build with a sentence when anything is wrong; adds the types to {@code seen}. */
    void check(Set<String> seen) {
        onlyKeys(content, FILE_KEYS, "");
        maps(content.get("types")).forEach((name, rules) -> {
            var type = content.get("package") + "." + name;
            if (!facts.hasType(type)) {
                throw fault(type + " is not in the schema");
            }
            if (!seen.add(type)) {
                throw fault(type + " is ruled twice");
            }
            checkType(type, maps(rules));
        });
    }

    private void checkType(String type, Map<String, Object> rules) {
        onlyKeys(rules, TYPE_KEYS, type);
        maps(rules.get("defaults")).keySet().forEach(field -> needField(type, field));
        maps(rules.get("zeroDefaults")).keySet().forEach(field -> needField(type, field));
        maps(rules.get("rules")).forEach((field, checks) -> {
            if (!field.startsWith("$")) {
                needField(type, field);
            }
            onlyKeys(maps(checks), RULE_KEYS, type + "." + field);
        });
        if (rules.containsKey("derive") && !(rules.get("derive") instanceof List<?>)) {
            throw fault(type + " needs a list of function names as derive");
        }
    }

    private void needField(String type, String field) {
        if (!facts.hasField(type, field)) {
            throw fault(type + " has no field " + field);
        }
    }

    private void onlyKeys(Map<String, Object> map, Set<String> allowed, String where) {
        for (var key : map.keySet()) {
            if (!allowed.contains(key)) {
                throw fault(where + " has the unknown key " + key);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> maps(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(file + ": " + what);
    }
}
