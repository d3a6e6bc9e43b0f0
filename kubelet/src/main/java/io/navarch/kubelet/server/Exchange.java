package io.navarch.kubelet.server;

import io.navarch.streaming.Duplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A request and its answer, on the connection's thread. Exactly one of the answering methods is called. */
final class Exchange {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final long BODY_TO_SKIP = 1 << 20;
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(422, "Unprocessable Entity"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"));

    private final HttpRequest request;
    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;
    private boolean answered;
    private boolean reusable;

    Exchange(HttpRequest request, Socket socket, BufferedInputStream in) throws IOException {
        this.request = request;
        this.socket = socket;
        this.in = in;
        this.out = new BufferedOutputStream(socket.getOutputStream());
        this.reusable = !request.headers().first("Connection").orElse("").equalsIgnoreCase("close")
                && request.headers().first("Transfer-Encoding").isEmpty();
    }

    HttpRequest request() {
        return request;
    }

    boolean answered() {
        return answered;
    }

    /** Skips the request's body, which no endpoint reads; called before the connection may change protocols. */
    void skipBody() throws IOException {
        if (request.contentLength() > BODY_TO_SKIP) {
            reusable = false;
        } else {
            in.skipNBytes(request.contentLength());
        }
    }

    /** Whether the connection can take another request. */
    boolean reusable() {
        return reusable;
    }

    void text(int status, String text) throws IOException {
        respond(status, TEXT, text.getBytes(StandardCharsets.UTF_8), HeaderFields.none());
    }

    void json(byte[] body) throws IOException {
        respond(200, "application/json", body, HeaderFields.none());
    }

    void respond(int status, String contentType, byte[] body, HeaderFields more) throws IOException {
        var headers = more.with("Content-Type", contentType).with("Content-Length", Integer.toString(body.length));
        head(status, reusable ? headers : headers.with("Connection", "close"));
        if (!request.method().equals("HEAD")) {
            out.write(body);
        }
        out.flush();
    }

    private void head(int status, HeaderFields headers) throws IOException {
        answered = true;
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
        head.append(PHRASES.getOrDefault(status, "Status")).append("\r\n");
        headers.all().forEach(field -> head.append(field.name())
                .append(": ")
                .append(field.value())
                .append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Begins an answer of unknown length, which the stream's closing ends. A flush sends what was written. */
    OutputStream begin(String contentType) throws IOException {
        var headers = HeaderFields.none().with("Content-Type", contentType).with("Transfer-Encoding", "chunked");
        head(200, reusable ? headers : headers.with("Connection", "close"));
        out.flush();
        return new Chunks();
    }

    /** Runs the action when the client leaves while it is being answered; the connection takes no more requests. */
    void onDisconnect(Runnable action) {
        reusable = false;
        Thread.ofVirtual().name("kubelet-watch-client").start(() -> {
            try {
                if (in.read() >= 0) {
                    return; // A client that says more before it has its answer; it is not heard.
                }
            } catch (IOException e) {
                // It broke off.
            }
            action.run();
        });
    }

    /** Switches to what the request asked for; the connection then belongs to the caller. */
    Duplex switchProtocols(HeaderFields headers) throws IOException {
        reusable = false;
        answered = true;
        var head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
        headers.all().forEach(field -> head.append(field.name())
                .append(": ")
                .append(field.value())
                .append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        socket.setSoTimeout(0);
        return new SocketDuplex(socket, in);
    }

    private final class Chunks extends OutputStream {
        private boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length > 0) {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes, offset, length);
                out.write('\r');
                out.write('\n');
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
    }
}
