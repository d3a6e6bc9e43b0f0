package io.navarch.apiserver.watchcache;

import io.navarch.model.custom.CustomVersion;
import io.navarch.model.custom.SchemaDefaulting;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How objects of a kind lie in the store: JSON that begins with {@code {"apiVersion":"v1","kind":"Pod","metadata":{} and has
 * no resourceVersion, so that what stands before the metadata can be exchanged and the version be put in without a look at
 * the rest. Objects of a custom kind with a conversion of its own may lie there in another version. Immutable.
 */
public final class StoredForm {
    private final StructType type;
    private final byte[] head;
    private final @Nullable CustomVersion custom;
    private final boolean converted;
    private final String storedVersion;

    public StoredForm(KindDefinition kind) {
        this.type = kind.storageVersion().type();
        this.head = head(kind, kind.storageVersion());
        this.custom = kind.storageVersion().custom();
        this.converted = !kind.storageVersion().convert().isEmpty();
        this.storedVersion = kind.storageVersion().apiVersion();
    }

    /** What stands before the members of the metadata in an object of that version. */
    public static byte[] head(KindDefinition kind, KindVersion version) {
        return ("{\"apiVersion\":\"" + version.apiVersion() + "\",\"kind\":\"" + kind.kind() + "\",\"metadata\":{")
                .getBytes(StandardCharsets.UTF_8);
    }

    public StructType type() {
        return type;
    }

    /** Where the members of the metadata begin. */
    public int offset() {
        return head.length;
    }

    /** The object's bytes for the store; its resource version is left out. */
    public byte[] write(Struct object) {
        var writer = new JsonWriter(2048);
        writer.raw(head, 0, head.length - 1);
        var metadata = object.get("metadata");
        writer.value(
                metadata instanceof Struct struct
                        ? struct.with("resourceVersion", null)
                        : metadata == null ? object.type().empty() : metadata);
        object.forEachMember((name, value) -> {
            if (!name.equals("metadata") && !name.equals("apiVersion") && !name.equals("kind")) {
                writer.ascii(",");
                writer.string(name);
                writer.ascii(":");
                writer.value(value);
            }
        });
        writer.ascii("}");
        return writer.toByteArray();
    }

    /** The object with the given resource version. */
    public Struct read(byte[] stored, long revision) {
        var object = current(JsonReader.struct(type, stored));
        return object.get("metadata") instanceof Struct metadata
                ? object.with("metadata", metadata.with("resourceVersion", Long.toString(revision)))
                : object;
    }

    /** The bytes themselves if they have this form, else (written by another server) the same object in it. */
    public byte[] normalised(byte[] stored) {
        if (custom != null && converted && !hasHead(stored)) {
            return stored;
        }
        if (custom != null) {
            var object = JsonReader.struct(type, stored);
            var current = current(object);
            return current == object && hasHead(stored) ? stored : write(current);
        }
        return hasHead(stored) ? stored : write(JsonReader.struct(type, stored));
    }

    /** A custom object as today's schema has it, whatever it was when the object was stored. */
    private Struct current(Struct object) {
        boolean other = converted && !storedVersion.equals(object.get("apiVersion"));
        return custom == null || other
                ? object
                : SchemaDefaulting.apply(custom.schema(), SchemaPruning.prune(custom.schema(), object, null));
    }

    private boolean hasHead(byte[] stored) {
        return stored.length > head.length && Arrays.equals(stored, 0, head.length, head, 0, head.length);
    }
}
