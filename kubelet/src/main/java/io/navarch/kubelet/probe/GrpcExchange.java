package io.navarch.kubelet.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One unary gRPC call over a connection of its own, in clear text: as much of HTTP/2 (RFC 9113) as that takes.
 *
 * <pre>
 *   preface, SETTINGS, HEADERS, DATA ──▶          ◀── SETTINGS, PING, HEADERS, DATA, trailing HEADERS
 * </pre>
 */
final class GrpcExchange {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;
    private static final int STREAM = 1;
    private static final int MOST_BYTES = 1 << 20;

    /** No dynamic table of header fields, and no pushing. */
    private static final byte[] WISHES = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

    private final DataInputStream in;
    private final DataOutputStream out;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final Map<String, String> fields = new HashMap<>();
    private boolean done;

    private GrpcExchange(Socket socket) throws IOException {
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /**
     * What the server answered.
     *
     * @param code gRPC's status, 2 (unknown) if there was none
     * @param message what was said about it
     * @param body the answer without its frame
     */
    record Reply(int code, String message, byte[] body) {}

    static Reply call(Socket socket, String authority, String path, byte[] message) throws IOException {
        var exchange = new GrpcExchange(socket);
        exchange.ask(authority, path, message);
        while (!exchange.done) {
            exchange.frame();
        }
        return exchange.reply();
    }

    private void ask(String authority, String path, byte[] message) throws IOException {
        out.write(PREFACE);
        frame(SETTINGS, 0, 0, WISHES);
        var headers = HeaderBlock.of(
                ":method", "POST",
                ":scheme", "http",
                ":path", path,
                ":authority", authority,
                "content-type", "application/grpc",
                "user-agent", "kube-probe/1.36",
                "te", "trailers");
        frame(HEADERS, END_HEADERS, STREAM, headers);
        var framed = new ByteArrayOutputStream();
        framed.write(0);
        new DataOutputStream(framed).writeInt(message.length);
        framed.writeBytes(message);
        frame(DATA, END_STREAM, STREAM, framed.toByteArray());
        out.flush();
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        var whole = new ByteArrayOutputStream();
        var writer = new DataOutputStream(whole);
        writer.writeByte(payload.length >>> 16);
        writer.writeShort(payload.length);
        writer.writeByte(type);
        writer.writeByte(flags);
        writer.writeInt(stream);
        writer.write(payload);
        out.write(whole.toByteArray());
        out.flush();
    }

    private void frame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        if (length + body.size() > MOST_BYTES) {
            throw new IOException("received message larger than max");
        }
        var payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("error reading from server: EOF");
        }
        switch (type) {
            case SETTINGS, PING -> acknowledge(type, flags, payload);
            case HEADERS, CONTINUATION -> headers(type, flags, payload);
            case DATA -> {
                body.writeBytes(content(flags, payload, 0));
                done = (flags & END_STREAM) != 0;
            }
            case RST_STREAM -> throw new IOException("stream terminated by RST_STREAM");
            case GO_AWAY -> throw new IOException("the connection is draining");
            default -> {}
        }
    }

    private void acknowledge(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0) {
            frame(type, ACK, 0, type == PING ? payload : new byte[0]);
        }
    }

    private void headers(int type, int flags, byte[] payload) throws IOException {
        if (type == CONTINUATION) {
            block.writeBytes(payload);
        } else {
            block.writeBytes(content(flags, payload, (flags & PRIORITY) != 0 ? 5 : 0));
            done = (flags & END_STREAM) != 0;
        }
        if ((flags & END_HEADERS) != 0) {
            fields.putAll(HeaderBlock.read(block.toByteArray()));
            block.reset();
        } else {
            // The block goes on; the stream does not end before it.
            boolean ending = done;
            done = false;
            frame();
            done |= ending;
        }
    }

    /** The payload without its padding, and without what comes first. */
    private static byte[] content(int flags, byte[] payload, int skip) throws IOException {
        boolean padded = (flags & PADDED) != 0;
        int from = skip + (padded ? 1 : 0);
        int to = payload.length - (padded && payload.length > 0 ? payload[0] & 0xff : 0);
        if (from > to) {
            throw new IOException("a frame with more padding than content");
        }
        return java.util.Arrays.copyOfRange(payload, from, to);
    }

    private Reply reply() {
        var status = fields.getOrDefault(":status", "200");
        var code = fields.get("grpc-status");
        if (code == null || !code.matches("[0-9]{1,3}")) {
            boolean missing = status.equals("404");
            return new Reply(
                    missing ? GrpcHealth.UNIMPLEMENTED : GrpcHealth.UNKNOWN,
                    "unexpected HTTP status code received from server: " + status,
                    new byte[0]);
        }
        var framed = body.toByteArray();
        int prefix = Math.min(5, framed.length);
        return new Reply(
                Integer.parseInt(code),
                fields.getOrDefault("grpc-message", ""),
                java.util.Arrays.copyOfRange(framed, prefix, framed.length));
    }
}
