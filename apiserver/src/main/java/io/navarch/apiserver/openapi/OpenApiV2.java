package io.navarch.apiserver.openapi;

import io.navarch.apiserver.discovery.ServedGroups;
import io.navarch.apiserver.health.VersionPage;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code /openapi/v2}: the whole API in one document, as JSON or as the protocol buffer that kubectl asks for. Thread-safe. */
public final class OpenApiV2 implements ApiHandler {
    private static final String JSON = "application/json";
    private static final String PROTO = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final Supplier<Kinds> kinds;
    private volatile @Nullable Prepared prepared;

    /** The document of one set of kinds in the forms that were asked for. */
    private record Prepared(Kinds kinds, Map<String, KeptDocument> forms) {}

    public OpenApiV2(Supplier<Kinds> kinds) {
        this.kinds = kinds;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        var current = kinds.get();
        var known = prepared;
        if (known == null || known.kinds != current) {
            known = new Prepared(current, new ConcurrentHashMap<>());
            prepared = known;
        }
        var type = wantedType(request.header("accept"));
        return known.forms
                .computeIfAbsent(type, form -> document(current, form))
                .answer(request);
    }

    /** Older clients ask for the protocol buffer by a name with an at sign, which is no media type to answer with. */
    private static String wantedType(@Nullable String accept) {
        for (var range : accept == null ? new String[0] : accept.split(",")) {
            var type = range.strip();
            if (type.contains("proto-openapi.spec.v2") && type.contains("protobuf")) {
                return PROTO;
            }
            if (type.startsWith(JSON)) {
                return JSON;
            }
        }
        return JSON;
    }

    private static KeptDocument document(Kinds kinds, String form) {
        var schemas = new SchemaWriter(Dialect.V2, Descriptions.read(), kinds);
        var paths = new PathWriter(Dialect.V2, schemas);
        for (var group : ServedGroups.groups(kinds)) {
            for (var version : ServedGroups.versions(kinds, group)) {
                ServedGroups.resources(kinds, group, version).forEach(paths::add);
            }
        }
        schemas.need("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
        schemas.need("io.k8s.apimachinery.pkg.apis.meta.v1.Status");
        var document = Dict.builder()
                .put("definitions", schemas.schemas())
                .put("info", Dict.of("title", "Kubernetes", "version", VersionPage.GIT_VERSION))
                .put("paths", paths.paths())
                .put("swagger", "2.0")
                .build();
        return KeptDocument.of(form, form.equals(JSON) ? JsonWriter.bytes(document) : ProtoDocument.of(document));
    }
}
