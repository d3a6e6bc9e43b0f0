package io.navarch.apiserver.http;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.runtime.activity.Activity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes one answer. Confined to the request's thread, which it blocks while the client is slow. */
final class AnswerWriter {
    /** Pieces of an answer are gathered to this size, so that a list of small objects costs few TLS records. */
    private static final int GATHER = 128 * 1024;

    private static final int COMPRESSIBLE = 128 * 1024;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Activity activity;

    AnswerWriter(Request request, Response response, Callback callback, Activity activity) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.activity = activity;
    }

    void write(ApiResponse wanted) throws IOException, InterruptedException {
        if (wanted.body() instanceof ApiResponse.Lost) {
            var cut = new EofException("the answer is lost");
            request.getConnectionMetaData().getConnection().getEndPoint().close(cut);
            callback.failed(cut);
            return;
        }
        var key = request.getHeaders().get("Sec-WebSocket-Key");
        var offered = request.getHeaders().get("Sec-WebSocket-Protocol");
        var answer = wanted.body() instanceof ApiResponse.Stream stream && wanted.status() == 200 && key != null
                ? WatchSocket.answer(stream, key, offered == null ? "" : offered)
                : wanted;
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        if (!answer.contentType().isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        }
        if (!(answer.body() instanceof ApiResponse.Takeover)) {
            headers.put("Cache-Control", "no-cache, private");
        }
        for (Map.Entry<String, List<String>> entry : answer.headers().entrySet()) {
            headers.remove(entry.getKey());
            entry.getValue().forEach(value -> headers.add(entry.getKey(), value));
        }
        switch (answer.body()) {
            case ApiResponse.Bytes bytes -> writeWhole(bytes);
            case ApiResponse.Stream stream -> writeStream(stream.frames());
            case ApiResponse.Takeover takeover -> handOver(takeover);
            case ApiResponse.Lost lost -> throw new IllegalStateException("written above");
        }
    }

    private void writeWhole(ApiResponse.Bytes bytes) throws IOException {
        var segments = bytes.segments();
        long length = bytes.length();
        if (request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            callback.succeeded();
            return;
        }
        if (length > COMPRESSIBLE && acceptsGzip() && !response.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            writeCompressed(segments);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (segments.size() == 1) {
            response.write(true, segments.get(0), callback);
            return;
        }
        var gathered = ByteBuffer.allocate((int) Math.min(GATHER, Math.max(1, length)));
        for (var segment : segments) {
            while (segment.hasRemaining()) {
                if (!gathered.hasRemaining()) {
                    Content.Sink.write(response, false, gathered.flip());
                    gathered.clear();
                }
                int count = Math.min(gathered.remaining(), segment.remaining());
                gathered.put(gathered.position(), segment, segment.position(), count);
                gathered.position(gathered.position() + count);
                segment.position(segment.position() + count);
            }
        }
        response.write(true, gathered.flip(), callback);
    }

    private boolean acceptsGzip() {
        var accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
        return accepted != null && accepted.contains("gzip");
    }

    private void writeCompressed(List<ByteBuffer> segments) throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        response.getHeaders().add(HttpHeader.VARY, "Accept-Encoding");
        try (var gzip = new GzipSink(response)) {
            for (var segment : segments) {
                gzip.write(segment.array(), segment.arrayOffset() + segment.position(), segment.remaining());
            }
        }
        callback.succeeded();
    }

    private void writeStream(ApiResponse.Frames frames) throws IOException, InterruptedException {
        // Not every protocol tells of a client that leaves in silence; where one does, the source is closed at once.
        request.addFailureListener(failure -> frames.close());
        request.addIdleTimeoutListener(timeout -> false);
        try (frames) {
            Content.Sink.write(response, false, ByteBuffer.allocate(0));
            var batch = new Batch();
            for (var document = next(frames); document != null; document = next(frames)) {
                writeBatch(batch, document, frames);
                activity.metOutside();
            }
        }
        Content.Sink.write(response, true, ByteBuffer.allocate(0));
        callback.succeeded();
    }

    /** The next document. Who follows a log or another server waits for input, and that is not work. */
    private byte @Nullable [] next(ApiResponse.Frames frames) throws InterruptedException {
        if (frames.tellsIdle()) {
            return frames.next();
        }
        var work = activity.current();
        work.idle();
        try {
            return frames.next();
        } finally {
            work.busy();
        }
    }

    private void writeBatch(Batch batch, byte[] first, ApiResponse.Frames frames) throws IOException {
        var next = frames.poll();
        if (next == null) {
            Content.Sink.write(response, false, ByteBuffer.wrap(first));
            return;
        }
        batch.add(first);
        while (next != null && batch.size() < GATHER) {
            batch.add(next);
            next = batch.size() < GATHER ? frames.poll() : null;
        }
        Content.Sink.write(response, false, batch.take());
    }

    private void handOver(ApiResponse.Takeover takeover) {
        var connection = request.getConnectionMetaData();
        if (connection.getHttpVersion() != HttpVersion.HTTP_1_1) {
            response.reset();
            Response.writeError(request, response, callback, 400, "Upgrade request required");
            return;
        }
        var endPoint = connection.getConnection().getEndPoint();
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        request.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new TakenConnection(endPoint, connection.getConnector().getExecutor(), takeover.conversation()));
        callback.succeeded();
    }

    /** Documents that go out together. */
    private static final class Batch extends java.io.ByteArrayOutputStream {
        void add(byte[] document) {
            write(document, 0, document.length);
        }

        ByteBuffer take() {
            var bytes = toByteArray();
            if (buf.length > GATHER) {
                buf = new byte[1024];
            }
            reset();
            return ByteBuffer.wrap(bytes);
        }
    }
}
