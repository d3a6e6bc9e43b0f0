package io.navarch.model.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema's types and fields, to check that what the kind files name exists. */
final class FactTables {
    /** type → field → value cell. */
    private final Map<String, Map<String, String>> types = new HashMap<>();

    FactTables(Path folder) throws IOException {
        read(folder.resolve("schema.tsv"));
        read(folder.resolve("schema-legacy.tsv"));
        read(folder.resolve("schema-metrics.tsv"));
    }

    private void read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        for (var line : lines.subList(1, lines.size())) {
            var cells = line.split("\t", -1);
            types.computeIfAbsent(cells[0], absent -> new HashMap<>()).put(cells[1], cells[2]);
        }
    }

    boolean hasType(String type) {
        return types.containsKey(type);
    }

    boolean hasField(String type, String field) {
        return types.getOrDefault(type, Map.of()).containsKey(field);
    }

    /** The value cell of a field. */
    @Nullable
    String value(String type, String field) {
        return types.getOrDefault(type, Map.of()).get(field);
    }

    /** Whether the dotted path names a field of the type; inside maps and untyped values every name does. */
    boolean hasPath(String type, String path) {
        String at = type;
        for (var name : path.split("\\.")) {
            if (at.startsWith("{") || at.equals("object") || at.equals("any")) {
                return true;
            }
            if (at.startsWith("[")) {
                at = at.substring(1, at.length() - 1);
            }
            var value = value(at, name);
            if (value == null) {
                return false;
            }
            at = value;
        }
        return true;
    }
}
