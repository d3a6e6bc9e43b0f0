package io.navarch.model.kind;

import io.navarch.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.custom.CustomVersion;
import io.navarch.model.custom.TypedForm;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the kind definition that a CustomResourceDefinition asks for. */
public final class CustomKindReader {
    private static final Set<String> STATUS_VERBS = Set.of("get", "patch", "update");

    private static final PrinterColumn NAME = new PrinterColumn(
            "Name",
            "string",
            "name",
            0,
            "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a"
                    + " client to request the generation of an appropriate name automatically. Name is primarily intended"
                    + " for creation idempotence and configuration definition. Cannot be updated. More info:"
                    + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
            ".metadata.name",
            null);

    private static final PrinterColumn AGE = new PrinterColumn(
            "Age",
            "date",
            "",
            0,
            "CreationTimestamp is a timestamp representing the server time when this object was created. It is not"
                    + " guaranteed to be set in happens-before order across separate operations. Clients may not set this"
                    + " value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null"
                    + " for lists. More info:"
                    + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
            ".metadata.creationTimestamp",
            null);

    private final CustomResourceDefinition definition;

    private CustomKindReader(CustomResourceDefinition definition) {
        this.definition = definition;
    }

    /** The kind, under the names that were accepted. */
    public static KindDefinition read(CustomResourceDefinition definition) {
        return new CustomKindReader(definition).read();
    }

    private KindDefinition read() {
        var spec = definition.spec();
        var names = definition.status().acceptedNames();
        var versions = new ArrayList<KindVersion>();
        spec.versions().forEach(version -> versions.add(version(version)));
        var rules = new KindDefinition.WriteRules(
                "dns1123Subdomain", KindDefinition.Generation.CONTENT, false, Dict.EMPTY, false, spec.group());
        return new KindDefinition(
                names.kind(),
                names.listKind(),
                names.plural(),
                names.singular(),
                names.shortNames(),
                names.categories(),
                spec.group(),
                spec.scope().equals("Namespaced"),
                KindDefinition.ALL_VERBS,
                versions,
                spec.group() + "/" + names.plural(),
                rules,
                true);
    }

    private KindVersion version(CustomResourceDefinitionVersion version) {
        var group = definition.spec().group();
        var kind = definition.status().acceptedNames().kind();
        var type = type(group, version.name(), kind);
        return new KindVersion(
                group,
                version.name(),
                type,
                version.served(),
                version.storage(),
                false,
                definition.spec().conversion().strategy().equals("Webhook") ? "webhook" : "",
                warning(version, group, kind),
                subresources(version, group, kind),
                version.selectableFields().stream()
                        .map(field -> field.jsonPath().substring(1))
                        .map(path -> new SelectableField(path, path))
                        .toList(),
                columns(version),
                custom(version, type));
    }

    /** Objects have their metadata typed; everything else is free and checked by the schema. */
    static StructType type(String group, String version, String kind) {
        var words = Arrays.asList(group.split("\\."));
        Collections.reverse(words);
        return new StructType(
                String.join(".", words) + "." + version + "." + kind,
                true,
                () -> List.of(
                        field(0, "apiVersion", new FieldType(FieldType.Kind.STRING, null, null), null),
                        field(1, "kind", new FieldType(FieldType.Kind.STRING, null, null), null),
                        field(2, "metadata", new FieldType(FieldType.Kind.STRUCT, ObjectMeta.TYPE, null), "{}")));
    }

    private static Field field(int number, String name, FieldType type, @Nullable String defaultValue) {
        return new Field(number, name, type, false, defaultValue, Field.Topology.UNSET, List.of(), "", "");
    }

    private static String warning(CustomResourceDefinitionVersion version, String group, String kind) {
        if (!version.deprecated()) {
            return "";
        }
        return version.hasDeprecationWarning()
                ? version.deprecationWarning()
                : group + "/" + version.name() + " " + kind + " is deprecated";
    }

    private static List<Subresource> subresources(CustomResourceDefinitionVersion version, String group, String kind) {
        var subresources = new ArrayList<Subresource>();
        if (version.subresources().tree().get("status") != null) {
            subresources.add(new Subresource("status", kind, group, version.name(), STATUS_VERBS));
        }
        if (version.subresources().hasScale()) {
            subresources.add(new Subresource("scale", "Scale", "autoscaling", "v1", STATUS_VERBS));
        }
        return subresources;
    }

    private static List<PrinterColumn> columns(CustomResourceDefinitionVersion version) {
        var columns = new ArrayList<PrinterColumn>(List.of(NAME));
        for (CustomResourceColumnDefinition column : version.additionalPrinterColumns()) {
            columns.add(new PrinterColumn(
                    column.name(),
                    column.type(),
                    column.format(),
                    column.priority(),
                    column.description(),
                    column.jsonPath(),
                    null));
        }
        if (columns.size() == 1) {
            columns.add(AGE);
        }
        return columns;
    }

    private static CustomVersion custom(CustomResourceDefinitionVersion version, StructType type) {
        var schema = CustomSchema.of(version.schema().openAPIV3Schema().tree());
        var scale = version.subresources().scale();
        var paths = version.subresources().hasScale()
                ? new CustomVersion.ScalePaths(
                        scale.specReplicasPath(), scale.statusReplicasPath(), scale.labelSelectorPath())
                : null;
        return new CustomVersion(schema, new TypedForm(schema, type), paths);
    }
}
