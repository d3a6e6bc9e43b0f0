package io.navarch.apiserver.apply;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.RawJson;
import org.jspecify.annotations.Nullable;

/** The JSON form of field sets, FieldsV1: nested objects by path element; {@code "."} marks a member that has children. */
final class FieldSetJson {
    private FieldSetJson() {}

    static byte[] bytes(FieldSet set) {
        var out = new JsonWriter(512);
        write(out, set, false);
        return out.toByteArray();
    }

    private static void write(JsonWriter out, FieldSet set, boolean self) {
        out.ascii("{");
        boolean first = true;
        if (self && !set.isEmpty()) {
            out.ascii("\".\":{}");
            first = false;
        }
        for (int i = 0; i < set.size(); i++) {
            if (!first) {
                out.ascii(",");
            }
            first = false;
            out.string(set.element(i));
            out.ascii(":");
            write(out, set.child(i), set.member(i));
        }
        out.ascii("}");
    }

    /** Reads the value of a {@code fieldsV1} field; throws IllegalArgumentException or DecodeException if it is no set. */
    static FieldSet read(@Nullable Object fieldsV1) {
        var value = fieldsV1 instanceof RawJson raw ? raw.parse() : fieldsV1;
        if (value == null) {
            return FieldSet.EMPTY;
        }
        if (!(value instanceof Obj object)) {
            throw new IllegalArgumentException("fieldsV1 is no object");
        }
        return readObject(object);
    }

    private static FieldSet readObject(Obj object) {
        if (object.isEmpty()) {
            return FieldSet.EMPTY;
        }
        var builder = new FieldSet.Builder();
        object.forEachMember((encoded, value) -> {
            if (!encoded.equals(".")) {
                var below = value instanceof Obj nested ? nested : Dict.EMPTY;
                boolean member = below.isEmpty() || below.get(".") != null;
                builder.append(PathElement.canonical(encoded), member, readObject(below));
            }
        });
        return builder.build();
    }
}
