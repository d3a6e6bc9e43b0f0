package io.navarch.apiserver.discovery;

import io.navarch.apiserver.aggregation.RemoteVersion;
import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.Kinds;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers discovery requests. Thread-safe. */
public final class Discovery implements ApiHandler {
    private static final String AGGREGATED = ";g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";

    private static final Set<String> PLAIN = Set.of("application/json", "application/*", "*/*");

    private final Supplier<Kinds> kinds;
    private final Supplier<List<RemoteVersion>> remote;
    private final String serverAddress;
    private volatile @Nullable Prepared prepared;

    /** The documents of one set of kinds. */
    private record Prepared(
            Kinds kinds,
            List<RemoteVersion> remote,
            Map<String, byte[]> plain,
            Map<String, AggregatedDocument> aggregated) {}

    /**
     * @param kinds the kinds of the moment
     * @param remote what other servers answer now; the same list until something changes
     * @param serverAddress {@code host:port}, as {@code /api} tells it
     */
    public Discovery(Supplier<Kinds> kinds, Supplier<List<RemoteVersion>> remote, String serverAddress) {
        this.kinds = kinds;
        this.remote = remote;
        this.serverAddress = serverAddress;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        var path = request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        var documents = documents();
        if (path.equals("/api") || path.equals("/apis")) {
            var version = wantedVersion(request.header("accept"));
            if (version != null) {
                return aggregated(request, documents, path, version);
            }
        }
        var plain = documents.plain.get(path);
        if (plain == null) {
            return Routes.notFound();
        }
        checkPlainAccepted(request.header("accept"));
        return ApiResponse.json(200, plain).withHeader("Vary", "Accept");
    }

    private static void checkPlainAccepted(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return;
        }
        for (var range : accept.split(",")) {
            if (PLAIN.contains(range.split(";")[0].strip().toLowerCase(Locale.ROOT))) {
                return;
            }
        }
        throw new ApiException(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: application/json");
    }

    /** The paths that discovery answers, for the list at {@code /}. */
    public List<String> paths() {
        return new ArrayList<>(documents().plain.keySet());
    }

    private Prepared documents() {
        var current = kinds.get();
        var others = remote.get();
        var known = prepared;
        if (known != null && known.kinds == current && known.remote == others) {
            return known;
        }
        var listed = new DiscoveryDocuments(current, others, serverAddress).all();
        var aggregated = new java.util.HashMap<String, AggregatedDocument>();
        for (var version : List.of("v2", "v2beta1")) {
            aggregated.put("/api " + version, AggregatedDocument.core(current, version));
            aggregated.put("/apis " + version, AggregatedDocument.groups(current, others, version));
        }
        var fresh = new Prepared(current, others, listed, Map.copyOf(aggregated));
        prepared = fresh;
        return fresh;
    }

    private static ApiResponse aggregated(ApiRequest request, Prepared documents, String path, String version) {
        var document = documents.aggregated.get(path + " " + version);
        if (document == null) {
            return Routes.notFound();
        }
        boolean known = document.etag().equals(request.header("if-none-match"));
        var headers = Map.of("ETag", List.of(document.etag()), "Vary", List.of("Accept"));
        return new ApiResponse(
                known ? 304 : 200,
                "application/json" + AGGREGATED.formatted(version),
                headers,
                ApiResponse.Bytes.of(known ? new byte[0] : document.json()));
    }

    /** The version of the aggregated form that the client prefers to the plain one; null if it wants the plain one. */
    private static @Nullable String wantedVersion(@Nullable String accept) {
        for (var range : accept == null ? new String[0] : accept.split(",")) {
            var plain = range.replace(" ", "");
            if (plain.startsWith("application/json")) {
                if (plain.contains(AGGREGATED.formatted("v2").substring(1)) && !plain.contains("v=v2beta1")) {
                    return "v2";
                }
                if (plain.contains("g=apidiscovery.k8s.io") && plain.contains("v=v2beta1")) {
                    return "v2beta1";
                }
                if (plain.contains("g=apidiscovery.k8s.io") && plain.contains("v=v2")) {
                    return "v2";
                }
                return null;
            }
        }
        return null;
    }
}
