package io.navarch.streaming.upgrade;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The status line and header fields of an HTTP/1.1 response, and how to read the body behind them. */
record ResponseHead(int status, HeaderFields headers) {
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final int BODY_LIMIT = 64 * 1024;

    /** Reads to the empty line and not a byte further. */
    static ResponseHead read(InputStream in) throws IOException {
        int left = HEAD_LIMIT;
        String first = line(in, left);
        left -= first.length();
        String[] parts = first.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
            throw new IOException(
                    "not an HTTP/1.1 response: \"" + first.substring(0, Math.min(80, first.length())) + "\"");
        }
        HeaderFields headers = HeaderFields.none();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            left -= line.length() + 2;
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("malformed header line in an HTTP response");
            }
            try {
                headers = headers.with(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                throw new IOException("malformed header line in an HTTP response", e);
            }
        }
        return new ResponseHead(Integer.parseInt(parts[1]), headers);
    }

    /** The body, or its first part if it is long. */
    byte[] body(InputStream in) throws IOException {
        String coding = headers.first("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
        if (coding.contains("chunked")) {
            return chunks(in);
        }
        long length = headers.first("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse((long) BODY_LIMIT);
        return in.readNBytes((int) Math.min(BODY_LIMIT, length));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < BODY_LIMIT) {
            String size = line(in, 1024).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new IOException("malformed chunk in an HTTP response");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                break;
            }
            int wanted = Math.min(length, BODY_LIMIT - body.size());
            body.writeBytes(in.readNBytes(wanted));
            if (wanted == length) {
                line(in, 2);
            }
        }
        return body.toByteArray();
    }

    private static String line(InputStream in, int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection within an HTTP response");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() >= limit) {
                throw new IOException("the head of an HTTP response is too long");
            }
            line.write(next);
        }
    }
}
