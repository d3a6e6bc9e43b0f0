package io.navarch.apiserver.openapi;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.apiserver.discovery.ServedGroups;
import io.navarch.apiserver.health.VersionPage;
import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code /openapi/v3} and the document of each group and version below it. Thread-safe. */
public final class OpenApiV3 implements ApiHandler {
    private static final String BASE = "/openapi/v3";

    private final Supplier<Kinds> kinds;
    private final Supplier<List<RemoteVersion>> remote;
    private volatile @Nullable Prepared prepared;

    /** The documents of one set of kinds, each made when it is first asked for. */
    private record Prepared(
            Kinds kinds, List<RemoteVersion> remote, byte[] index, Map<String, KeptDocument> documents) {}

    /** @param remote what other servers answer, whose documents they have */
    public OpenApiV3(Supplier<Kinds> kinds, Supplier<List<RemoteVersion>> remote) {
        this.kinds = kinds;
        this.remote = remote;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        var prepared = prepared();
        var path = request.path();
        if (path.equals(BASE) || path.equals(BASE + "/")) {
            return ApiResponse.json(200, prepared.index);
        }
        var place = path.substring(BASE.length() + 1);
        var known = prepared.documents.get(place);
        if (known == null) {
            var made = document(prepared.kinds, place);
            if (made == null) {
                return Routes.notFound();
            }
            known = KeptDocument.of("application/json", JsonWriter.bytes(made));
            prepared.documents.put(place, known);
        }
        return known.answer(request);
    }

    private Prepared prepared() {
        var current = kinds.get();
        var known = prepared;
        var others = remote.get();
        if (known == null || known.kinds != current || known.remote != others) {
            var documents = new ConcurrentHashMap<String, KeptDocument>();
            known = new Prepared(current, others, index(current, others), documents);
            prepared = known;
        }
        return known;
    }

    private static byte[] index(Kinds kinds, List<RemoteVersion> remote) {
        var paths = new TreeMap<String, Object>();
        for (var group : ServedGroups.groups(kinds)) {
            for (var version : ServedGroups.versions(kinds, group)) {
                var place = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
                var url = BASE + "/" + place + "?hash=" + hash(kinds, group, version, place);
                paths.put(place, Dict.of("serverRelativeURL", url));
            }
        }
        for (var other : remote) {
            var place = "apis/" + other.groupVersion();
            var hash = KeptDocument.hash(JsonWriter.bytes(other.resources()));
            paths.put(place, Dict.of("serverRelativeURL", BASE + "/" + place + "?hash=" + hash));
        }
        return JsonWriter.bytes(Dict.of("paths", Dict.of(paths)));
    }

    /** What is built in changes only with the version, what is custom with its definition. The documents are written later. */
    private static String hash(Kinds kinds, String group, String version, String place) {
        var said = new StringBuilder(VersionPage.GIT_VERSION).append(place);
        for (var served : ServedGroups.resources(kinds, group, version)) {
            var custom = served.version().custom();
            if (custom != null) {
                var definition = served.definition();
                said.append(definition.plural())
                        .append(definition.kind())
                        .append(definition.listKind())
                        .append(definition.namespaced())
                        .append(custom.schema());
                served.version().subresources().forEach(subresource -> said.append(subresource.name()));
            }
        }
        return KeptDocument.hash(said.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Dict document(Kinds kinds, String place) {
        var parts = place.split("/", -1);
        List<ServedKind> served;
        if (parts.length == 2 && parts[0].equals("api")) {
            served = ServedGroups.resources(kinds, "", parts[1]);
        } else if (parts.length == 3 && parts[0].equals("apis")) {
            served = ServedGroups.resources(kinds, parts[1], parts[2]);
        } else {
            return null;
        }
        if (served.isEmpty()) {
            return null;
        }
        var schemas = new SchemaWriter(Dialect.V3, Descriptions.read(), kinds);
        var paths = new PathWriter(Dialect.V3, schemas);
        served.forEach(paths::add);
        schemas.need("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
        schemas.need("io.k8s.apimachinery.pkg.apis.meta.v1.Status");
        return Dict.builder()
                .put("components", Dict.of("schemas", schemas.schemas()))
                .put("info", Dict.of("title", "Kubernetes", "version", VersionPage.GIT_VERSION))
                .put("openapi", "3.0.0")
                .put("paths", paths.paths())
                .build();
    }
}
