package io.navarch.client.http;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Calls over HTTP/2 or 1.1 with the identity of a kubeconfig. An overloaded server's {@code Retry-After} is heeded a few times
 * before its refusal is handed on. A token file is read for every call, as tokens are renewed in place.
 */
public final class HttpTransport implements Transport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

    /** A little more than the server gives itself. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(65);

    /** A watch with bookmarks hears something every minute; one that hears nothing for so long has lost its server. */
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(3);

    private static final int TRIES = 10;

    private final Kubeconfig config;
    private final String userAgent;
    private final Clock clock;
    private final HttpClient client;
    private final Set<LineFrames> open = ConcurrentHashMap.newKeySet();

    /** @param userAgent how the caller shows in the server's logs, for example {@code navarch/kubelet} */
    public HttpTransport(Kubeconfig config, String userAgent, Clock clock) {
        this.config = config;
        this.userAgent = userAgent;
        this.clock = clock;
        var builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (config.server().startsWith("https://")) {
            builder.sslContext(Tls.context(config));
        }
        client = builder.build();
    }

    @Override
    public Answer call(Call call) {
        try {
            for (int tries = 1; ; tries++) {
                var response = send(call, BodyHandlers.ofByteArray());
                var wait = retryAfter(response);
                if (wait.isZero() || tries == TRIES) {
                    return new Answer(response.statusCode(), contentType(response), response.body());
                }
                clock.sleep(wait);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public Frames watch(Call call) {
        var limit = call.path().contains("allowWatchBookmarks=true") ? SILENCE_LIMIT : null;
        var frames = new LineFrames(stream(call), limit, clock, open::remove);
        open.add(frames);
        return frames;
    }

    @Override
    public InputStream stream(Call call) {
        try {
            var response = send(call, BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            try (var body = response.body()) {
                throw ApiException.ofAnswer(response.statusCode(), body.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private <B> HttpResponse<B> send(Call call, HttpResponse.BodyHandler<B> handler) throws InterruptedException {
        try {
            return client.send(request(call), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    call.method() + " " + config.server() + call.path() + ": " + e.getMessage(), e);
        }
    }

    private HttpRequest request(Call call) throws IOException {
        var body = call.body().length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(call.body());
        var request = HttpRequest.newBuilder(URI.create(config.server() + call.path()))
                .method(call.method(), body)
                .timeout(ANSWER_TIMEOUT)
                .setHeader("Accept", "application/json")
                .setHeader("User-Agent", userAgent);
        if (!call.contentType().isEmpty()) {
            request.setHeader("Content-Type", call.contentType());
        }
        var token = config.tokenFile() == null
                ? config.token()
                : Files.readString(config.tokenFile()).strip();
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        call.headers().forEach(request::setHeader);
        return request.build();
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** How long a server that is too busy asks to wait; zero if the answer stands. */
    private static Duration retryAfter(HttpResponse<?> response) {
        if (response.statusCode() != 429 && response.statusCode() / 100 != 5) {
            return Duration.ZERO;
        }
        var seconds = response.headers().firstValue("Retry-After").filter(value -> value.matches("[0-9]{1,4}"));
        return Duration.ofSeconds(seconds.map(Long::parseLong).orElse(0L));
    }

    private static UncheckedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException("interrupted while waiting for the API server"));
    }

    /** Ends all watches and calls. */
    @Override
    public void close() {
        open.forEach(LineFrames::close);
        client.shutdownNow();
    }
}
