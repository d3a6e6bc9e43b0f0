package io.navarch.model.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Generates a typed view for every struct type of the schema's stable versions.
 *
 * <p>Arguments: the folder with schema.tsv, kinds.tsv and resources.tsv; the folder to write sources to.
 */
public final class GenerateViews {
    private GenerateViews() {}

    /** A kind and the resource that serves it. */
    record Served(String group, String version, String kind, String resource, boolean namespaced) {}

    public static void main(String[] arguments) throws IOException {
        var facts = Path.of(arguments[0]);
        var target = Path.of(arguments[1]);
        var types = readTypes(facts.resolve("schema.tsv"));
        var served = readServed(facts);
        for (var entry : types.entrySet()) {
            if (!wanted(entry.getKey())) {
                continue;
            }
            var view = new ViewSource(entry.getKey(), entry.getValue(), types.keySet(), served.get(entry.getKey()));
            var file = target.resolve(view.packageName().replace('.', '/')).resolve(view.className() + ".java");
            write(file, view.text());
            var packageInfo = file.resolveSibling("package-info.java");
            write(packageInfo, """
                    /** Generated views of the API group's types. */
                    @org.jspecify.annotations.NullMarked
                    package %s;
                    """.formatted(view.packageName()));
        }
    }

    /** Stable versions only; lists and scalars have no view. */
    static boolean wanted(String type) {
        var version = type.substring(0, type.lastIndexOf('.'));
        version = version.substring(version.lastIndexOf('.') + 1);
        return version.matches("v[0-9]+")
                && !type.matches(".*\\.(Time|MicroTime|FieldsV1|Patch|JSON|JSONSchemaPropsOr.*)")
                && !(type.endsWith("List") && type.startsWith("io.k8s.api."))
                && !type.endsWith("CustomResourceDefinitionList")
                && !type.endsWith("APIServiceList");
    }

    private static Map<String, List<SchemaField>> readTypes(Path file) throws IOException {
        var types = new LinkedHashMap<String, List<SchemaField>>();
        var lines = Files.readAllLines(file);
        for (var line : lines.subList(1, lines.size())) {
            var cells = line.split("\t", -1);
            var fields = types.computeIfAbsent(cells[0], absent -> new ArrayList<>());
            if (!cells[1].isEmpty()) {
                fields.add(new SchemaField(fields.size(), cells[1], cells[2], "required".equals(cells[3])));
            }
        }
        return types;
    }

    private static Map<String, Served> readServed(Path facts) throws IOException {
        var resources = new HashMap<String, Served>();
        for (var line : Files.readAllLines(facts.resolve("resources.tsv"))) {
            var cells = line.split("\t", -1);
            var group = "core".equals(cells[0]) ? "" : cells[0];
            if (!cells[2].contains("/")) {
                resources.put(
                        group + "/" + cells[1] + "/" + cells[3],
                        new Served(group, cells[1], cells[3], cells[2], "ns".equals(cells[4])));
            }
        }
        var served = new HashMap<String, Served>();
        for (var line : Files.readAllLines(facts.resolve("kinds.tsv"))) {
            var cells = line.split("\t", -1);
            var group = "core".equals(cells[1]) ? "" : cells[1];
            var found = resources.get(group + "/" + cells[2] + "/" + cells[3]);
            if (found != null) {
                served.put(cells[0], found);
            }
        }
        return served;
    }

    /** Writes only what changed, so that an incremental build stays one. */
    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
