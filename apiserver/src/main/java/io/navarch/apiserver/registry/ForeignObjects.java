package io.navarch.apiserver.registry;

import io.navarch.apiserver.patch.Trees;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.KindDefinition.Generation;
import io.navarch.model.kind.KindDefinition.WriteRules;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.PrinterColumn;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.proto.Messages;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads, patches and shows objects that are not stored as they are: the bodies of sub-resources of another kind (Scale,
 * Binding, Eviction, TokenRequest) and resources that are computed. In the words and forms of the generic path. Thread-safe.
 */
public final class ForeignObjects {
    private final BodyReader bodies;
    private final TableMaker tables;

    public ForeignObjects(Supplier<Kinds> kinds, TableMaker tables) {
        this.bodies = new BodyReader(kinds);
        this.tables = tables;
    }

    /**
     * How a write to a sub-resource shall be done.
     *
     * @param manager who manages the fields that are written
     * @param apply whether it is a server-side apply
     */
    public record Options(boolean dryRun, String validation, String manager, boolean apply, boolean force) {}

    /** A kind that only sub-resources speak of. */
    public static ServedKind kind(
            String group, String version, String kind, StructType type, List<PrinterColumn> columns) {
        var served = new KindVersion(group, version, type, true, false, false, "", "", List.of(), List.of(), columns);
        var rules = new WriteRules("", Generation.NONE, true, Dict.EMPTY, false, group);
        var definition = new KindDefinition(
                kind,
                kind + "List",
                "",
                "",
                List.of(),
                List.of(),
                group,
                true,
                Set.of(),
                List.of(served),
                "",
                rules,
                false);
        return new ServedKind(definition, served);
    }

    /** The options of a create, update or patch; faults are told as upstream tells them. */
    public Options options(ApiRequest request) {
        boolean patch = request.method().equals("PATCH");
        boolean apply = patch && BodyReader.mediaType(request).equals(PatchBody.APPLY);
        var kind = patch ? "PatchOptions" : request.method().equals("PUT") ? "UpdateOptions" : "CreateOptions";
        var options = WriteOptions.of(request, kind, apply);
        return new Options(options.dryRun(), options.validation(), options.manager(), apply, options.force());
    }

    /** The object that was sent. */
    public Struct read(ApiRequest request, ServedKind kind, Options options) {
        BodyReader.checkSize(request);
        if (!options.apply) {
            return bodies.object(request, kind, options.validation, warning -> {});
        }
        try {
            return bodies.object(Yaml.toJson(request.body()), kind, options.validation, warning -> {});
        } catch (DecodeException e) {
            throw ApiException.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    /** The object that was sent in any of these versions, of one type; the first is expected where none is said. */
    public Struct read(ApiRequest request, List<ServedKind> versions, Options options) {
        BodyReader.checkSize(request);
        var sent = BodyReader.apiVersion(request);
        var version = versions.stream()
                .filter(known -> known.apiVersion().equals(sent))
                .findFirst()
                .orElse(versions.getFirst());
        return read(request, version, options);
    }

    /** The object as the patch that was sent makes it. */
    public Struct patched(ApiRequest request, ServedKind kind, Struct current, Options options) {
        BodyReader.checkSize(request);
        var type = kind.version().type();
        var tree = PatchBody.of(request, false).apply(type, Trees.free(current));
        return PatchBody.typed(kind.version(), tree, request, options.validation, warning -> {});
    }

    /** One object in the form the client accepts. */
    public ApiResponse answer(int status, ApiRequest request, ServedKind kind, Struct object) {
        var accepted = accepted(request, kind);
        return switch (accepted.as()) {
            case OBJECT -> Answers.document(status, accepted, line(JsonWriter.bytes(object)));
            case METADATA -> Answers.document(status, accepted, line(JsonWriter.bytes(partial(object, accepted))));
            case TABLE -> table(status, request, kind, List.of(object), accepted);
        };
    }

    private static Accepted accepted(ApiRequest request, ServedKind kind) {
        return Accepted.by(request, Messages.has(kind.version().type()));
    }

    private static Dict partial(Struct object, Accepted accepted) {
        return Dict.builder()
                .put("apiVersion", accepted.metaVersion())
                .put("kind", "PartialObjectMetadata")
                .put("metadata", Metadata.of(object).tree())
                .build();
    }

    /** A list in the form the client accepts. */
    public ApiResponse answer(ApiRequest request, ServedKind kind, List<Struct> objects) {
        var accepted = accepted(request, kind);
        if (accepted.as() == Accepted.As.TABLE) {
            return table(200, request, kind, objects, accepted);
        }
        var list = Dict.builder()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.definition().listKind())
                .put("metadata", Dict.EMPTY)
                .put("items", List.copyOf(objects));
        return Answers.document(200, accepted, line(JsonWriter.bytes(list.build())));
    }

    private ApiResponse table(
            int status, ApiRequest request, ServedKind kind, List<Struct> objects, Accepted accepted) {
        var include = Answers.include(request.parameter("includeObject"));
        var options = new TableMaker.Options(accepted.metaVersion(), include, true, Dict.EMPTY);
        return Answers.document(status, accepted, line(tables.table(kind, objects, options)));
    }

    /** That it was done, where there is no object to show. */
    public ApiResponse success(ApiRequest request) {
        var status = Dict.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", Dict.EMPTY)
                .put("status", "Success")
                .put("code", 201L)
                .build();
        return Answers.document(201, Accepted.by(request), line(JsonWriter.bytes(status)));
    }

    private static byte[] line(byte[] json) {
        var line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
