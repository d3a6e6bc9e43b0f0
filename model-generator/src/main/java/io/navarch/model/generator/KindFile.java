package io.navarch.model.generator;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One kind file, checked against the schema. */
final class KindFile {
    private static final Set<String> KEYS = Set.of(
            "kind",
            "listKind",
            "plural",
            "singular",
            "shortNames",
            "categories",
            "group",
            "scope",
            "verbs",
            "versions",
            "registry",
            "names",
            "generation",
            "gracefulDeletion",
            "statusOnCreate",
            "initialStatus",
            "errorGroup",
            "subresources",
            "selectableFields",
            "printerColumns");
    private static final Set<String> VERSION_KEYS =
            Set.of("group", "name", "type", "served", "storage", "convert", "legacy", "warning");
    private static final Set<String> COLUMN_KEYS = Set.of("name", "type", "format", "priority", "value", "absent");
    private static final Set<String> SUBRESOURCE_KEYS = Set.of("name", "kind", "group", "version", "verbs");
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final Set<String> COLUMN_TYPES = Set.of("string", "integer", "number", "boolean", "date");

    private final String file;
    private final Map<String, Object> content;
    private final FactTables facts;

    KindFile(String file, Map<String, Object> content, FactTables facts) {
        this.file = file;
        this.content = content;
        this.facts = facts;
    }

    /** Fails the build with a sentence when anything is wrong; adds what it serves to {@code served}. */
    void check(Set<String> served) {
        onlyKeys(content, KEYS);
        for (var key : List.of("kind", "plural", "singular", "group", "scope", "verbs", "versions")) {
            if (!content.containsKey(key)) {
                throw fault("lacks " + key);
            }
        }
        if (!Set.of("Namespaced", "Cluster").contains(content.get("scope"))) {
            throw fault("has the scope " + content.get("scope"));
        }
        if (!"all".equals(content.get("verbs"))) {
            checkVerbs(content.get("verbs"));
        }
        int stored = 0;
        for (var version : maps("versions")) {
            onlyKeys(version, VERSION_KEYS);
            checkVersion(version, served);
            stored += Boolean.TRUE.equals(version.get("storage")) ? 1 : 0;
        }
        if (stored > 1) {
            throw fault("has more than one storage version");
        }
        checkColumns();
        checkSubresources();
        for (var field : list("selectableFields")) {
            // An entry is the path itself, or the name clients use and the path behind it.
            var path =
                    field instanceof Map<?, ?> alias ? alias.values().iterator().next() : field;
            if (!facts.hasPath(storageType(), path.toString())) {
                throw fault("selects by " + field + ", which " + storageType() + " does not have");
            }
        }
    }

    private void checkVersion(Map<String, Object> version, Set<String> served) {
        var type = String.valueOf(version.get("type"));
        if (!facts.hasType(type)) {
            throw fault("names the type " + type + ", which the schema does not have");
        }
        var group = version.getOrDefault("group", content.get("group"));
        var resource = group + "/" + version.get("name") + "/" + content.get("plural");
        if (!served.add(resource)) {
            throw fault("serves " + resource + " a second time");
        }
    }

    private void checkColumns() {
        var names = new HashSet<Object>();
        for (var column : maps("printerColumns")) {
            onlyKeys(column, COLUMN_KEYS);
            if (!names.add(column.get("name"))) {
                throw fault("has the column " + column.get("name") + " twice");
            }
            if (!COLUMN_TYPES.contains(column.get("type"))) {
                throw fault("has a column of type " + column.get("type"));
            }
            var value = String.valueOf(column.get("value"));
            boolean known = value.startsWith("$")
                    ? value.substring(1).matches("[a-z][A-Za-z]+")
                    : value.startsWith(".") && facts.hasPath(storageType(), value.substring(1));
            if (!known) {
                throw fault("has the column value " + value + ", which is no field of " + storageType()
                        + " and no function");
            }
        }
    }

    private void checkSubresources() {
        var names = new HashSet<Object>();
        for (var subresource : maps("subresources")) {
            onlyKeys(subresource, SUBRESOURCE_KEYS);
            if (!names.add(subresource.get("name"))) {
                throw fault("has the subresource " + subresource.get("name") + " twice");
            }
            checkVerbs(subresource.get("verbs"));
        }
    }

    private void checkVerbs(Object verbs) {
        if (!(verbs instanceof List<?> list) || !VERBS.containsAll(list)) {
            throw fault("has the verbs " + verbs);
        }
    }

    /** The type of the first version, which is the stored one if there is any. */
    private String storageType() {
        return String.valueOf(maps("versions").get(0).get("type"));
    }

    private List<?> list(String key) {
        return content.get(key) instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> maps(String key) {
        return (List<Map<String, Object>>) list(key);
    }

    private void onlyKeys(Map<String, Object> map, Set<String> allowed) {
        for (var key : map.keySet()) {
            if (!allowed.contains(key)) {
                throw fault("has the unknown key " + key);
            }
        }
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(file + " " + what);
    }
}
