package io.navarch.model.kind;

import io.navarch.model.schema.Schema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes kind definitions from the compiled kind files. */
final class KindReader {
    private static final String RESOURCE = "/io/navarch/kinds.json";

    private final Obj file;
    private final String kind;
    private final String group;

    private KindReader(Obj file) {
        this.file = file;
        this.kind = text(file, "kind", "");
        this.group = text(file, "group", "");
    }

    static Map<String, KindDefinition> builtIn() {
        var definitions = new LinkedHashMap<String, KindDefinition>();
        try (var stream = KindReader.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            for (var file : (List<?>) JsonReader.any(stream.readAllBytes())) {
                var definition = new KindReader((Obj) file).definition();
                definitions.put(definition.resource(), definition);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return definitions;
    }

    private KindDefinition definition() {
        var plural = text(file, "plural", "");
        return new KindDefinition(
                kind,
                text(file, "listKind", kind + "List"),
                plural,
                text(file, "singular", kind.toLowerCase(Locale.ROOT)),
                strings(file.get("shortNames")),
                strings(file.get("categories")),
                group,
                "Namespaced".equals(file.get("scope")),
                "all".equals(file.get("verbs")) ? KindDefinition.ALL_VERBS : Set.copyOf(strings(file.get("verbs"))),
                versions(),
                text(file, "registry", plural),
                writeRules(),
                false);
    }

    private KindDefinition.WriteRules writeRules() {
        return new KindDefinition.WriteRules(
                text(file, "names", "dns1123Subdomain"),
                KindDefinition.Generation.valueOf(
                        text(file, "generation", "none").toUpperCase(Locale.ROOT)),
                "keep".equals(file.get("statusOnCreate")),
                file.get("initialStatus") instanceof Dict status ? status : Dict.EMPTY,
                Boolean.TRUE.equals(file.get("gracefulDeletion")),
                text(file, "errorGroup", group));
    }

    private List<KindVersion> versions() {
        var columns = columns();
        var selectable = selectableFields();
        var versions = new ArrayList<KindVersion>();
        for (var version : objects(file.get("versions"))) {
            var name = text(version, "name", "");
            var inGroup = text(version, "group", group);
            versions.add(new KindVersion(
                    inGroup,
                    name,
                    Schema.builtIn().type(text(version, "type", "")),
                    !Boolean.FALSE.equals(version.get("served")),
                    Boolean.TRUE.equals(version.get("storage")),
                    Boolean.TRUE.equals(version.get("legacy")),
                    text(version, "convert", ""),
                    text(version, "warning", ""),
                    subresources(inGroup, name),
                    selectable,
                    columns));
        }
        return versions;
    }

    private List<Subresource> subresources(String inGroup, String version) {
        var subresources = new ArrayList<Subresource>();
        for (var subresource : objects(file.get("subresources"))) {
            boolean foreign = subresource.get("group") != null;
            subresources.add(new Subresource(
                    text(subresource, "name", ""),
                    text(subresource, "kind", kind),
                    foreign ? text(subresource, "group", "") : inGroup,
                    foreign ? text(subresource, "version", "") : version,
                    Set.copyOf(strings(subresource.get("verbs")))));
        }
        return subresources;
    }

    private List<SelectableField> selectableFields() {
        var fields = new ArrayList<SelectableField>();
        for (var entry : file.get("selectableFields") instanceof List<?> list ? list : List.of()) {
            if (entry instanceof Dict alias) {
                alias.forEachMember((name, path) -> fields.add(new SelectableField(name, path.toString())));
            } else {
                fields.add(new SelectableField(entry.toString(), entry.toString()));
            }
        }
        return fields;
    }

    private List<PrinterColumn> columns() {
        var columns = new ArrayList<PrinterColumn>();
        for (var column : objects(file.get("printerColumns"))) {
            columns.add(new PrinterColumn(
                    text(column, "name", ""),
                    text(column, "type", "string"),
                    text(column, "format", ""),
                    column.get("priority") instanceof Long priority ? priority.intValue() : 0,
                    "",
                    text(column, "value", ""),
                    column.get("absent") instanceof String absent ? absent : null));
        }
        return columns;
    }

    private static String text(Obj object, String name, String otherwise) {
        return object.get(name) instanceof String text ? text : otherwise;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list ? (List<String>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Obj> objects(@Nullable Object value) {
        return value instanceof List<?> list ? (List<Obj>) list : List.of();
    }
}
