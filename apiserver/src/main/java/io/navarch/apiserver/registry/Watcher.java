package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.watchcache.WatchCache.Start;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.JsonWriter;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Answers watches. Called on request threads; holds no state. */
final class Watcher {
    /** Upstream ends a watch that names no time after 30 to 60 minutes, so that clients spread over servers. */
    private static final int LEAST_SECONDS = 1800;

    private final RandomGenerator random;

    Watcher(RandomGenerator random) {
        this.random = random;
    }

    ApiResponse watch(Endpoint endpoint, ApiRequest request, String namespace, String name)
            throws InterruptedException {
        var accepted = endpoint.accepted(request);
        var options = ListOptions.of(request, true);
        var storage = endpoint.storage();
        var selection = Selections.of(request, endpoint, namespace, name);
        var encoding = endpoint.encoding(accepted, Answers.include(request.parameter("includeObject")));
        boolean asked = options.timeoutSeconds() > 0;
        long seconds = asked ? options.timeoutSeconds() : LEAST_SECONDS + random.nextInt(LEAST_SECONDS);
        var cache = storage.cache();
        var frames = cache.watch(
                selection, encoding, start(storage, options), options.bookmarks(), Duration.ofSeconds(seconds), asked);
        boolean protobuf = accepted.format() == Accepted.Format.PROTOBUF;
        var body = new ApiResponse.Stream(
                frames.orElseGet(() -> new Expired(expired(options.revision(), cache.oldestKnown(), protobuf))));
        return new ApiResponse(200, protobuf ? ProtobufEncoding.WATCH_TYPE : "application/json", Map.of(), body);
    }

    private static Start start(ResourceStorage storage, ListOptions options) {
        long revision = options.revision();
        boolean all = options.initialEvents().equals("true");
        if (options.initialEvents().equals("false") && options.resourceVersion().isEmpty()) {
            return new Start.After(storage.store().revision());
        }
        if (all || revision == 0) {
            boolean newest = options.resourceVersion().isEmpty();
            return new Start.WithState(newest ? storage.store().revision() : revision, all && options.bookmarks());
        }
        return new Start.After(revision);
    }

    private static byte[] expired(long revision, long oldest, boolean protobuf) {
        var status = ApiException.status(
                Reason.EXPIRED, "too old resource version: " + revision + " (" + oldest + ")", StatusDetails.EMPTY);
        var json = JsonWriter.bytes(status.tree());
        return protobuf ? ProtobufEncoding.frame("ERROR", ProtobufEncoding.ofJson(json)) : Frames.error(json);
    }

    /** A watch that can only say that it cannot be. */
    private static final class Expired implements ApiResponse.Frames {
        private byte @Nullable [] frame;

        Expired(byte[] frame) {
            this.frame = frame;
        }

        @Override
        public byte @Nullable [] next() {
            return poll();
        }

        @Override
        public byte @Nullable [] poll() {
            var only = frame;
            frame = null;
            return only;
        }

        @Override
        public void close() {
            frame = null;
        }
    }
}
