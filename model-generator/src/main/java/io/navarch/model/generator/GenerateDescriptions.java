package io.navarch.model.generator;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.GZIPOutputStream;

/**
 * Collects what types and fields are for, in words, from the model classes of the Java client ({@code
 * io.kubernetes:client-java-api}), whose annotations carry upstream's field documentation. Run by hand when the API version
 * changes; its output is kept with the API server's resources.
 *
 * <p>Arguments: the client's jar; the folder with the schema; the file to write, tab-separated and compressed.
 */
public final class GenerateDescriptions {
    private static final String MODELS = "io/kubernetes/client/openapi/models/";

    /** What a model class says: of itself, and of its fields by JSON name. */
    private record Described(String type, Map<String, String> fields) {}

    private GenerateDescriptions() {}

    public static void main(String[] arguments) throws IOException {
        var models = models(Path.of(arguments[0]));
        var lines = new TreeSet<String>();
        int missing = 0;
        for (var entry : schema(Path.of(arguments[1])).entrySet()) {
            var model = model(models, entry.getKey());
            if (model == null) {
                missing++;
                continue;
            }
            if (!model.type.isEmpty()) {
                lines.add(entry.getKey() + "\t" + oneLine(model.type));
            }
            for (var field : entry.getValue()) {
                var text = model.fields.get(field);
                if (text != null) {
                    lines.add(entry.getKey() + "\t" + field + "\t" + oneLine(text));
                }
            }
        }
        write(Path.of(arguments[2]), lines);
        System.out.println(lines.size() + " descriptions; " + missing + " types without");
    }

    /** The fields of each type of the schema. */
    private static Map<String, TreeSet<String>> schema(Path folder) throws IOException {
        var types = new TreeMap<String, TreeSet<String>>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(name -> name.getFileName().toString().startsWith("schema"))
                    .toList()) {
                for (var line : Files.readAllLines(file)) {
                    var cells = line.split("\t", -1);
                    var fields = types.computeIfAbsent(cells[0], absent -> new TreeSet<>());
                    if (cells.length > 1 && !cells[1].isEmpty()) {
                        fields.add(cells[1]);
                    }
                }
            }
        }
        types.remove("type");
        return types;
    }

    private static Described model(Map<String, Described> models, String type) {
        var parts = type.split("\\.");
        if (parts.length < 3) {
            return null;
        }
        var name = parts[parts.length - 1];
        var version = upper(parts[parts.length - 2]);
        var group = upper(parts[parts.length - 3]);
        // A name used in several groups is qualified; a version that the client has no more looks like a later one.
        for (var candidate : List.of(
                group + version + name,
                version + name,
                group + "V1" + name,
                "V1" + name,
                group + "V2" + name,
                "V2" + name,
                "V1beta1" + name,
                "V1beta2" + name,
                "V1alpha1" + name)) {
            var found = models.get(candidate);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Map<String, Described> models(Path file) throws IOException {
        var models = new HashMap<String, Described>();
        try (var jar = new JarFile(file.toFile())) {
            for (var entry : Collections.list(jar.entries())) {
                var name = entry.getName();
                if (name.startsWith(MODELS) && name.endsWith(".class") && !name.contains("$")) {
                    var bytes = jar.getInputStream(entry).readAllBytes();
                    models.put(
                            name.substring(MODELS.length(), name.length() - ".class".length()),
                            described(ClassFile.of().parse(bytes)));
                }
            }
        }
        return models;
    }

    private static Described described(ClassModel model) {
        var type = model.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(found -> text(found.annotations(), "ApiModel;", "description"))
                .orElse("");
        var jsonNames = new HashMap<String, String>();
        for (var field : model.fields()) {
            if (field.fieldName().stringValue().startsWith("SERIALIZED_NAME_")) {
                field.findAttribute(Attributes.constantValue()).ifPresent(constant -> {
                    var name = String.valueOf(constant.constant().constantValue());
                    jsonNames.put(plain(name), name);
                });
            }
        }
        var fields = new HashMap<String, String>();
        for (var method : model.methods()) {
            var getter = method.methodName().stringValue();
            var name = getter.startsWith("get") ? jsonNames.get(plain(getter.substring(3))) : null;
            if (name != null) {
                method.findAttribute(Attributes.runtimeVisibleAnnotations())
                        .map(found -> text(found.annotations(), "ApiModelProperty;", "value"))
                        .filter(text -> !text.isEmpty())
                        .ifPresent(text -> fields.put(name, text));
            }
        }
        return new Described(type, fields);
    }

    private static String text(List<Annotation> annotations, String type, String element) {
        for (var annotation : annotations) {
            if (annotation.className().stringValue().endsWith(type)) {
                for (var found : annotation.elements()) {
                    if (found.name().stringValue().equals(element)
                            && found.value() instanceof AnnotationValue.OfString text) {
                        return text.stringValue();
                    }
                }
            }
        }
        return "";
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static String upper(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String oneLine(String text) {
        return text.replace("\t", " ").replace("\r", "").replace("\n", "\\n");
    }

    private static void write(Path file, TreeSet<String> lines) throws IOException {
        try (var writer = new OutputStreamWriter(
                new GZIPOutputStream(new FileOutputStream(file.toFile())), StandardCharsets.UTF_8)) {
            for (var line : lines) {
                writer.write(line + "\n");
            }
        }
    }
}
