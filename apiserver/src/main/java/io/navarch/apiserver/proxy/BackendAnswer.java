package io.navarch.apiserver.proxy;

import io.navarch.streaming.Closing;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.SocketDuplex;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The head of a backend's answer, with what follows: a body, or after 101 the connection itself. Confined to one thread, but
 * for {@link #close}.
 */
public final class BackendAnswer implements AutoCloseable {
    private static final int HEAD_LIMIT = 256 * 1024;

    private final int status;
    private final HeaderFields headers;
    private final Socket socket;
    private final InputStream input;
    private final String method;

    private BackendAnswer(int status, HeaderFields headers, Socket socket, InputStream input, String method) {
        this.status = status;
        this.headers = headers;
        this.socket = socket;
        this.input = input;
        this.method = method;
    }

    /** Reads the head of the answer to a request of the given method, past interim answers. */
    public static BackendAnswer read(Socket socket, InputStream input, String method) throws IOException {
        while (true) {
            var first = line(input).split(" ", 3);
            if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
                throw new IOException("malformed HTTP response");
            }
            var headers = HeaderFields.none();
            int left = HEAD_LIMIT;
            for (var line = line(input); !line.isEmpty(); line = line(input)) {
                left -= line.length();
                int colon = line.indexOf(':');
                if (colon <= 0 || left < 0) {
                    throw new IOException("malformed header in an HTTP response");
                }
                headers = headers.with(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
            int status = Integer.parseInt(first[1]);
            if (status == 101 || status >= 200) {
                return new BackendAnswer(status, headers, socket, input, method);
            }
        }
    }

    private static String line(InputStream input) throws IOException {
        var line = new java.io.ByteArrayOutputStream(80);
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("EOF");
            }
            if (line.size() >= HEAD_LIMIT) {
                throw new IOException("the head of an HTTP response is too long");
            }
            line.write(next);
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    public int status() {
        return status;
    }

    public HeaderFields headers() {
        return headers;
    }

    /** After 101: the connection, which is now the caller's. */
    Duplex connection() throws IOException {
        return new SocketDuplex(socket, input);
    }

    /** The body; it ends where the answer says. */
    public InputStream body() {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (headers.first("Transfer-Encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return new Chunked(input);
        }
        var length = headers.first("Content-Length").filter(text -> text.matches("\\d{1,18}"));
        return length.isPresent() ? new Limited(input, Long.parseLong(length.get())) : input;
    }

    @Override
    public void close() {
        Closing.quietly(socket);
    }

    /** The first bytes of a stream. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream input, long length) {
            super(input);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(left, length));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }
    }

    /** A body in chunks. */
    private static final class Chunked extends FilterInputStream {
        private long left;
        private boolean begun;
        private boolean ended;

        Chunked(InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("unexpected EOF");
            }
            left -= count;
            return count;
        }

        private void nextChunk() throws IOException {
            if (begun) {
                line(in);
            }
            begun = true;
            var size = line(in).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,15}")) {
                throw new IOException("malformed chunked encoding");
            }
            left = Long.parseLong(size, 16);
            ended = left == 0;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }
    }
}
