package io.navarch.apiserver.http;

import io.navarch.apiserver.auth.Credentials;
import io.navarch.apiserver.pipeline.Failures;
import io.navarch.apiserver.pipeline.Pipeline;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.activity.Activity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns HTTP requests into calls of the pipeline. Jetty's own few threads only read frames; each request gets a virtual thread,
 * which may block as long as a watch lasts.
 */
final class HttpFront extends Handler.Abstract.NonBlocking {
    /** Upstream's bound of a request body. */
    static final int BODY_LIMIT = 3 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final byte[] NOTHING = {};

    private final Pipeline pipeline;
    private final Door door;
    private final Activity activity;

    /** Says who the sender of a request is; throws Unauthorized for credentials that are wrong. */
    interface Door {
        User user(Credentials credentials, String connector);
    }

    HttpFront(Pipeline pipeline, Door door, Activity activity) {
        this.pipeline = pipeline;
        this.door = door;
        this.activity = activity;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        activity.metOutside();
        var name = activity.tracks()
                ? request.getMethod() + " " + request.getHttpURI().getPathQuery()
                : "request";
        activity.start(name, () -> serve(request, response, callback));
        return true;
    }

    private void serve(Request request, Response response, Callback callback) {
        var writer = new AnswerWriter(request, response, callback, activity);
        try {
            writer.write(answer(request));
        } catch (IOException e) {
            // The client is gone: nobody is left to tell.
            callback.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.failed(e);
        } catch (RuntimeException | Error e) {
            LOG.error("an answer could not be written", e);
            callback.failed(e);
        } finally {
            activity.metOutside();
        }
    }

    private ApiResponse answer(Request request) throws IOException {
        var headers = headers(request);
        User user;
        try {
            user = door.user(
                    credentials(request, headers),
                    request.getConnectionMetaData().getConnector().getName());
        } catch (ApiException e) {
            return Failures.response(e.status());
        }
        var body = body(request);
        if (body == null) {
            return Failures.tooLarge(BODY_LIMIT);
        }
        return pipeline.handle(request.getMethod(), request.getHttpURI().getPathQuery(), headers, body, user);
    }

    private static Map<String, String> headers(Request request) {
        var headers = new HashMap<String, String>();
        for (var field : request.getHeaders()) {
            var value = field.getValue() == null ? "" : field.getValue();
            var name = field.getLowerCaseName();
            var before = headers.put(name, value);
            if (before != null) {
                headers.put(name, before + (name.startsWith("impersonate-") ? "\n" : ", ") + value);
            }
        }
        return headers;
    }

    private static Credentials credentials(Request request, Map<String, String> headers) {
        var tls = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        X509Certificate[] chain = tls instanceof EndPoint.SslSessionData data ? data.peerCertificates() : null;
        return new Credentials(
                chain == null ? List.of() : List.of(chain),
                headers.getOrDefault("authorization", ""),
                headers.getOrDefault("sec-websocket-protocol", ""));
    }

    /** The whole body, or null if it is beyond the bound. */
    private static byte @Nullable [] body(Request request) throws IOException {
        long length = request.getLength();
        if (length == 0) {
            return NOTHING;
        }
        if (length > BODY_LIMIT) {
            return null;
        }
        var method = request.getMethod().toUpperCase(Locale.ROOT);
        if (length < 0 && (method.equals("GET") || method.equals("HEAD"))) {
            return NOTHING;
        }
        try (var input = Content.Source.asInputStream(request)) {
            if (length > 0) {
                return input.readNBytes((int) length);
            }
            var collected = new ByteArrayOutputStream(8192);
            var piece = new byte[16 * 1024];
            for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
                collected.write(piece, 0, count);
                if (collected.size() > BODY_LIMIT) {
                    return null;
                }
            }
            return collected.toByteArray();
        }
    }
}
