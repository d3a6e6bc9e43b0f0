package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.watchcache.CachedObject;
import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.proto.Messages;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A kind in one served version: its storage, and how its objects are turned into what clients of this version read. Thread-safe. */
final class Endpoint {
    private static final String PARTIAL = "PartialObjectMetadata";

    private final ServedKind served;
    private final ResourceStorage storage;
    private final @Nullable Converter converter;
    private final TableMaker tables;
    private final Encoding json;
    private final Map<String, ProtobufEncoding> protobufs = new ConcurrentHashMap<>();
    private final Map<String, Encoding> others = new ConcurrentHashMap<>();

    Endpoint(ServedKind served, ResourceStorage storage, @Nullable Converter converter, TableMaker tables) {
        this.served = served;
        this.storage = storage;
        this.converter = converter;
        this.tables = tables;
        this.json = converter == null
                ? new JsonEncoding(storage.form(), served)
                : TreeEncoding.converted(storage.form(), served, converter);
    }

    ServedKind served() {
        return served;
    }

    ResourceStorage storage() {
        return storage;
    }

    /** What the request accepts of what can be given of this kind. */
    Accepted accepted(ApiRequest request) {
        return Accepted.by(request, Messages.has(served.version().type()));
    }

    /** The tree of the stored version in this version. */
    Struct toServed(Struct stored) {
        if (converter != null) {
            return converter.toServed(stored);
        }
        return stored.with("apiVersion", served.apiVersion())
                .with("kind", served.definition().kind());
    }

    /** Whether objects are more than stored bytes under another name. */
    boolean converts() {
        return converter != null;
    }

    /** The trees of stored objects in this version, all at once. */
    List<Struct> allToServed(List<CachedObject> objects) {
        var trees = objects.stream()
                .map(object -> storage.form().read(object.json(), object.revision()))
                .toList();
        return converter == null ? trees.stream().map(this::toServed).toList() : converter.allToServed(trees);
    }

    /** The tree of this version in the stored version. */
    Struct toStored(Struct object) {
        var version = served.definition().storageVersion();
        var stored = converter == null ? object : converter.toStored(object);
        return stored.with("apiVersion", version.apiVersion())
                .with("kind", served.definition().kind());
    }

    /** What a client sent, in the stored version with its defaults. */
    Struct wanted(ObjectRules rules, Struct sent) {
        var kind = served.definition();
        boolean otherType = served.version().type() != kind.storageVersion().type();
        return rules.withDefaults(kind, toStored(otherType ? rules.withDefaults(kind, sent) : sent));
    }

    /** How objects are shown to a client that accepts this. */
    Encoding encoding(Accepted accepted, TableMaker.IncludeObject include) {
        if (accepted.format() == Accepted.Format.PROTOBUF) {
            return protobuf(accepted);
        }
        return switch (accepted.as()) {
            case OBJECT -> json;
            case METADATA ->
                others.computeIfAbsent(
                        accepted.metaVersion(), version -> new MetadataEncoding(storage.form(), version));
            case TABLE ->
                others.computeIfAbsent(
                        "table " + accepted.metaVersion() + include, absent -> tables(accepted, include));
        };
    }

    /** How objects are shown as protobuf. */
    ProtobufEncoding protobuf(Accepted accepted) {
        var form = storage.form();
        return accepted.as() == Accepted.As.METADATA
                ? protobufs.computeIfAbsent(
                        accepted.metaVersion(),
                        version -> new ProtobufEncoding(form, version, PARTIAL, object -> partial(object, version)))
                : protobufs.computeIfAbsent(
                        "",
                        absent -> new ProtobufEncoding(
                                form, served.apiVersion(), served.definition().kind(), this::toServed));
    }

    private static Struct partial(Struct object, String metaVersion) {
        return Schema.builtIn()
                .type(ObjectMeta.TYPE.name().replace("ObjectMeta", PARTIAL))
                .empty()
                .with("apiVersion", metaVersion)
                .with("kind", PARTIAL)
                .with("metadata", object.get("metadata"));
    }

    private Encoding tables(Accepted accepted, TableMaker.IncludeObject include) {
        return TreeEncoding.table(
                storage.form(),
                served,
                this::toServed,
                object -> table(
                        java.util.List.of(object),
                        accepted,
                        include,
                        Dict.of("resourceVersion", Metadata.of(object).resourceVersion())));
    }

    byte[] table(Iterable<Struct> objects, Accepted accepted, TableMaker.IncludeObject include, Dict metadata) {
        return tables.table(served, objects, new TableMaker.Options(accepted.metaVersion(), include, true, metadata));
    }

    ApiException notFound(String name) {
        return ApiException.notFound(served.group(), served.definition().plural(), name);
    }
}
