package io.navarch.kubelet.dial;

import io.navarch.streaming.upgrade.HeaderFields;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An answer to an HTTP/1.1 request.
 *
 * @param body its beginning, at most 10 KiB
 */
public record HttpReply(int status, HeaderFields headers, byte[] body) {
    private static final int BODY_LIMIT = 10 * 1024;
    private static final int HEAD_LIMIT = 64 * 1024;

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    static HttpReply read(InputStream in) throws IOException {
        var reply = head(in);
        while (reply.status() / 100 == 1) {
            reply = head(in);
        }
        return new HttpReply(reply.status(), reply.headers(), body(in, reply.headers()));
    }

    private static HttpReply head(InputStream in) throws IOException {
        var first = line(in);
        var parts = first.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
            throw new IOException(
                    "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"" + first + "\"");
        }
        var headers = HeaderFields.none();
        int left = HEAD_LIMIT;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            left -= line.length();
            int colon = line.indexOf(':');
            if (colon <= 0 || left < 0) {
                throw new IOException(
                        "net/http: HTTP/1.x transport connection broken: malformed MIME header line: " + line);
            }
            headers = headers.with(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return new HttpReply(Integer.parseInt(parts[1]), headers, new byte[0]);
    }

    private static byte[] body(InputStream in, HeaderFields headers) throws IOException {
        if (headers.first("Transfer-Encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunks(in);
        }
        int length = headers.first("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(text -> (int) Math.min(BODY_LIMIT, Long.parseLong(text)))
                .orElse(BODY_LIMIT);
        return in.readNBytes(length);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (body.size() < BODY_LIMIT) {
            var size = line(in).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new IOException("invalid byte in chunk length");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                break;
            }
            body.writeBytes(in.readNBytes(Math.min(length, BODY_LIMIT - body.size())));
            if (body.size() < BODY_LIMIT) {
                line(in);
            }
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(line.isEmpty() ? "EOF" : "unexpected EOF");
            }
            if (line.length() > HEAD_LIMIT) {
                throw new IOException("net/http: server response headers exceeded " + HEAD_LIMIT + " bytes; aborted");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }
}
