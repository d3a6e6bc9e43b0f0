package io.navarch.embedded.fault;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A watch that can be ended from outside. One thread reads, any thread ends. */
final class OpenWatch implements ApiResponse.Frames {
    private final ApiRequest request;
    private final ApiResponse.Frames frames;
    private final boolean json;
    private final Runnable closed;
    private volatile boolean expired;

    OpenWatch(ApiRequest request, ApiResponse.Frames frames, boolean json, Runnable closed) {
        this.request = request;
        this.frames = frames;
        this.json = json;
        this.closed = closed;
    }

    ApiRequest request() {
        return request;
    }

    /** Ends the watch with 410, which is said in JSON only; otherwise it just ends, and the next one begins anew. */
    void expire() {
        expired = json;
        frames.close();
    }

    /** Ends the watch. */
    void cut() {
        frames.close();
    }

    @Override
    public byte @Nullable [] next() throws InterruptedException {
        var frame = frames.next();
        return frame == null ? farewell() : frame;
    }

    @Override
    public byte @Nullable [] poll() {
        return frames.poll();
    }

    private byte @Nullable [] farewell() {
        if (!expired) {
            return null;
        }
        expired = false;
        var status = new ApiException(Reason.EXPIRED, "too old resource version: an injected fault").status();
        var text = "{\"type\":\"ERROR\",\"object\":"
                + new String(JsonWriter.bytes(status.tree()), StandardCharsets.UTF_8) + "}\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.run();
        frames.close();
    }
}
