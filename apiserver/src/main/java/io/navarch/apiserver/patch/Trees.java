package io.navarch.apiserver.patch;

import io.navarch.model.tree.DecodeFindings;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.RawJson;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes objects out of their schema for patching, and puts them back. */
public final class Trees {
    private Trees() {}

    /** The object as a schema-less tree. */
    public static Dict free(Obj object) {
        var builder = Dict.builder();
        object.forEachMember((name, value) -> builder.put(name, freeValue(value)));
        return builder.build();
    }

    private static Object freeValue(Object value) {
        return switch (value) {
            case Struct struct -> free(struct);
            case Dict dict -> free(dict);
            case RawJson raw -> raw.parse();
            case List<?> list -> freeList(list);
            default -> value;
        };
    }

    private static List<Object> freeList(List<?> list) {
        var copy = new Object[list.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = freeValue(list.get(i));
        }
        return List.of(copy);
    }

    /**
     * The schema-less tree as an object of the type.
     *
     * @param findings collects members that the type does not know, or null not to look for them
     * @throws io.navarch.model.tree.DecodeException if a value does not fit
     */
    public static Struct typed(StructType type, Object free, @Nullable DecodeFindings findings) {
        var json = JsonWriter.bytes(free);
        return JsonReader.struct(type, json, 0, json.length, findings);
    }
}
