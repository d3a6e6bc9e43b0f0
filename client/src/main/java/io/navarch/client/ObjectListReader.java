package io.navarch.client;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.meta.v1.ListMeta;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;

/** Reads a list of objects of any kind. */
final class ObjectListReader {
    private ObjectListReader() {}

    static <T extends KubeObject<T>> ObjectList<T> read(byte[] json, Kind<T> kind) {
        var listType = new StructType(
                kind.typeName() + "List",
                false,
                () -> List.of(
                        field(
                                0,
                                "items",
                                new FieldType(
                                        FieldType.Kind.LIST,
                                        null,
                                        new FieldType(FieldType.Kind.STRUCT, kind.type(), null))),
                        field(1, "metadata", new FieldType(FieldType.Kind.STRUCT, ListMeta.TYPE, null))));
        var list = JsonReader.struct(listType, json);
        var meta = list.value(1) instanceof Struct struct ? new ListMeta(struct) : ListMeta.EMPTY;
        var items = new ArrayList<T>();
        if (list.value(0) instanceof List<?> trees) {
            for (var tree : trees) {
                items.add(kind.view().apply(withTypeMeta((Struct) tree, kind)));
            }
        }
        return new ObjectList<>(List.copyOf(items), meta.resourceVersion(), meta.continue_());
    }

    /** Lists leave kind and version out of their items. */
    private static Struct withTypeMeta(Struct tree, Kind<?> kind) {
        return tree.get("kind") != null
                ? tree
                : tree.with("apiVersion", kind.apiVersion()).with("kind", kind.name());
    }

    private static Field field(int number, String name, FieldType type) {
        return new Field(number, name, type, false, null, Field.Topology.UNSET, List.of(), "", "");
    }
}
