package io.navarch.model.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Compiles the kind files into {@code kinds.json} and the type files into {@code types.json}, so that nothing reads YAML at
 * start-up, and fails the build when a file names what the schema does not have.
 *
 * <p>Arguments: the folder with the schema; the folder with the kind files and, in {@code types}, the type files; the folder
 * to write to.
 */
public final class GenerateKinds {
    private GenerateKinds() {}

    public static void main(String[] arguments) throws IOException {
        var facts = new FactTables(Path.of(arguments[0]));
        var source = Path.of(arguments[1]);
        var target = Path.of(arguments[2]);
        var kinds = new ArrayList<Object>();
        var types = new TreeMap<String, Object>();
        var served = new HashSet<String>();
        var ruled = new HashSet<String>();
        for (var file : yamlFiles(source)) {
            var name = source.relativize(file).toString();
            var content = read(file);
            if (name.startsWith("types")) {
                new TypeFile(name, content, facts).check(ruled);
                ((Map<?, ?>) content.get("types"))
                        .forEach((type, rules) ->
                                types.put(content.get("package") + "." + type, ordered((Map<?, ?>) rules)));
            } else {
                new KindFile(name, content, facts).check(served);
                kinds.add(content);
            }
        }
        write(target.resolve("kinds.json"), JsonText.of(kinds));
        write(target.resolve("types.json"), JsonText.of(types));
    }

    /** The type's content with its rules as a list, because their order counts and readers of JSON may lose it. */
    private static Map<String, Object> ordered(Map<?, ?> type) {
        var copy = new TreeMap<String, Object>();
        type.forEach((key, value) -> copy.put(key.toString(), value));
        if (type.get("rules") instanceof Map<?, ?> rules) {
            var list = new ArrayList<Object>();
            rules.forEach((name, rule) -> list.add(Map.of(name, rule)));
            copy.put("rules", list);
        }
        return copy;
    }

    private static List<Path> yamlFiles(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(Path file) throws IOException {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (var reader = Files.newBufferedReader(file)) {
            return (Map<String, Object>) new Yaml(new SafeConstructor(options)).load(reader);
        }
    }

    /** Writes only what changed, so that an incremental build stays one. */
    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
