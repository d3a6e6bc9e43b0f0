package io.navarch.embedded.transport;

import io.navarch.apiserver.pipeline.Pipeline;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.status.ApiException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls the pipeline directly, as one user, on the caller's thread. */
public final class InProcessTransport implements Transport {
    private final Pipeline pipeline;
    private final User user;
    private final Map<String, String> headers;

    /** @param component names the caller to managed fields and logs, as its user agent */
    public InProcessTransport(Pipeline pipeline, User user, String component) {
        this.pipeline = pipeline;
        this.user = user;
        this.headers = Map.of("user-agent", component, "accept", "application/json");
    }

    private ApiResponse send(Call call) {
        var all = headers;
        if (!call.contentType().isEmpty() || !call.headers().isEmpty()) {
            all = new HashMap<>(headers);
            if (!call.contentType().isEmpty()) {
                all.put("content-type", call.contentType());
            }
            for (var header : call.headers().entrySet()) {
                all.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
            }
        }
        var response = pipeline.handle(call.method(), call.path(), all, call.body(), user);
        if (response.body() instanceof ApiResponse.Lost) {
            throw new UncheckedIOException(new EOFException("the connection was closed before the answer"));
        }
        return response;
    }

    @Override
    public Answer call(Call call) {
        var response = send(call);
        return new Answer(response.status(), response.contentType(), bytes(response));
    }

    private static byte[] bytes(ApiResponse response) {
        return switch (response.body()) {
            case ApiResponse.Bytes body -> body.toByteArray();
            case ApiResponse.Stream stream -> all(stream.frames());
            default -> throw new IllegalStateException("a conversation came where an answer was expected");
        };
    }

    /** A page that was passed on from elsewhere. */
    private static byte[] all(ApiResponse.Frames frames) {
        try (var input = new FramesInputStream(frames)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Frames watch(Call call) {
        var response = send(call);
        if (response.body() instanceof ApiResponse.Stream stream && response.status() == 200) {
            return new PipelineFrames(stream.frames());
        }
        throw ApiException.ofAnswer(response.status(), bytes(response));
    }

    private record PipelineFrames(ApiResponse.Frames frames) implements Frames {
        @Override
        public byte @Nullable [] next() throws InterruptedException {
            return frames.next();
        }

        @Override
        public void close() {
            frames.close();
        }
    }

    @Override
    public InputStream stream(Call call) {
        var response = send(call);
        if (response.status() / 100 != 2) {
            throw ApiException.ofAnswer(response.status(), bytes(response));
        }
        return response.body() instanceof ApiResponse.Stream stream
                ? new FramesInputStream(stream.frames())
                : new ByteArrayInputStream(bytes(response));
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}
