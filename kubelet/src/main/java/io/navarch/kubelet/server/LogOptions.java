package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.kubelet.server.Targets.RefusedException;
import io.navarch.model.Timestamps;
import io.navarch.model.tree.DecodeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a log a request wants (PodLogOptions in the query).
 *
 * @param limitBytes after how many bytes to stop, or null
 * @param stream Stdout, Stderr or All
 */
record LogOptions(
        boolean follow,
        boolean previous,
        boolean timestamps,
        LogStart start,
        @Nullable Long limitBytes,
        String stream) {

    static LogOptions of(HttpRequest request, Instant now) throws RefusedException {
        var tail = number(request, request.parameter("tail").isPresent() ? "tail" : "tailLines");
        var sinceSeconds = number(request, "sinceSeconds");
        var limit = number(request, "limitBytes");
        var sinceTime = time(request);
        boolean invalid = tail != null && tail < 0
                || limit != null && limit < 1
                || sinceSeconds != null && (sinceSeconds < 1 || sinceTime != null);
        if (invalid) {
            throw new RefusedException(422, "{\"message\": \"Invalid request.\"}");
        }
        var since = sinceSeconds == null ? sinceTime : now.minusSeconds(sinceSeconds);
        return new LogOptions(
                request.flag("follow"),
                request.flag("previous"),
                request.flag("timestamps"),
                new LogStart(tail, since),
                limit,
                request.parameter("stream").orElse("All"));
    }

    private static @Nullable Long number(HttpRequest request, String name) throws RefusedException {
        Optional<String> stated = request.parameter(name).filter(text -> !text.isEmpty() && !text.equals("all"));
        if (stated.isEmpty()) {
            return null;
        }
        if (!stated.get().matches("-?\\d{1,18}")) {
            throw undecodable();
        }
        return Long.valueOf(stated.get());
    }

    private static @Nullable Instant time(HttpRequest request) throws RefusedException {
        try {
            return Timestamps.instant(request.parameter("sinceTime").orElse(""));
        } catch (DecodeException e) {
            throw undecodable();
        }
    }

    private static RefusedException undecodable() {
        return new RefusedException(400, "{\"message\": \"Unable to decode query.\"}");
    }

    boolean wants(LogLine line) {
        return switch (stream) {
            case "Stdout" -> line.stream() == LogLine.Stream.STDOUT;
            case "Stderr" -> line.stream() == LogLine.Stream.STDERR;
            default -> true;
        };
    }
}
