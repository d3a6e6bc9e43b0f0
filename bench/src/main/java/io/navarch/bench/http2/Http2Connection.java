package io.navarch.bench.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/**
 * One HTTP/2 connection (RFC 9113). {@link #send} only gathers, {@link #receive} flushes what was gathered, waits for bytes
 * and hands on what they hold. Confined to one thread, but for {@link #close}.
 */
public final class Http2Connection implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int FRAME_HEAD = 9;
    private static final int FRAME_LIMIT = 16 * 1024;

    /** What Go's client grants: nobody shall be slowed by windows. */
    private static final int STREAM_WINDOW = 4 << 20;

    private static final int CONNECTION_WINDOW = 1 << 30;

    private final Target target;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final HeaderTable table = new HeaderTable();
    private final Map<String, String> headers;
    private final HpackDecoder decoder = new HpackDecoder(64 * 1024, () -> 0L);
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final byte[] gathered = new byte[256 * 1024];
    private byte[] read = new byte[64 * 1024];
    private int gatheredLength;
    private int start;
    private int end;
    private int nextStream = 1;
    private long sendWindow = 65_535;
    private long unacknowledged;

    private static final class Stream {
        private final Receiver receiver;
        private long unacknowledged;

        private Stream(Receiver receiver) {
            this.receiver = receiver;
        }
    }

    private Http2Connection(Target target, SSLSocket socket) throws IOException {
        this.target = target;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.headers = target.headers();
        decoder.setMaxTableCapacity(4096);
    }

    /** Connects and greets. */
    public static Http2Connection open(Target target) throws IOException {
        var socket = (SSLSocket)
                target.tls().getSocketFactory().createSocket(target.server().getHost(), target.port());
        socket.setTcpNoDelay(true);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!"h2".equals(socket.getApplicationProtocol())) {
            socket.close();
            throw new Http2Exception("the server does not speak HTTP/2");
        }
        var connection = new Http2Connection(target, socket);
        connection.greet();
        return connection;
    }

    private void greet() throws IOException {
        raw(PREFACE);
        // No pushes, and a window of its own size for each stream.
        var settings = ByteBuffer.allocate(12)
                .putShort((short) 2)
                .putInt(0)
                .putShort((short) 4)
                .putInt(STREAM_WINDOW);
        frame(SETTINGS, 0, 0, settings.array());
        windowUpdate(0, CONNECTION_WINDOW);
        flush();
    }

    /** Gathers a request; its answer comes to the receiver in later calls of {@link #receive}. */
    public int send(Request request, Receiver receiver) throws IOException {
        while (sendWindow < request.body().length) {
            receive();
        }
        int id = nextStream;
        nextStream += 2;
        streams.put(id, new Stream(receiver));
        var block = table.block(target.authority(), request, headers);
        boolean bare = request.body().length == 0;
        frame(HEADERS, END_HEADERS | (bare ? END_STREAM : 0), id, block);
        if (!bare) {
            body(id, request.body());
        }
        return id;
    }

    private void body(int id, byte[] body) throws IOException {
        sendWindow -= body.length;
        for (int from = 0; from < body.length; from += FRAME_LIMIT) {
            int to = Math.min(body.length, from + FRAME_LIMIT);
            frame(
                    DATA,
                    to == body.length ? END_STREAM : 0,
                    id,
                    from == 0 && to == body.length ? body : Arrays.copyOfRange(body, from, to));
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        if (gathered.length - gatheredLength < FRAME_HEAD + payload.length) {
            flush();
        }
        ByteBuffer.wrap(gathered, gatheredLength, FRAME_HEAD)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream);
        gatheredLength += FRAME_HEAD;
        raw(payload);
    }

    private void raw(byte[] bytes) {
        System.arraycopy(bytes, 0, gathered, gatheredLength, bytes.length);
        gatheredLength += bytes.length;
    }

    private void windowUpdate(int stream, int increment) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
    }

    /** Sends what was gathered. */
    public void flush() throws IOException {
        if (gatheredLength > 0) {
            int length = gatheredLength;
            gatheredLength = 0;
            out.write(gathered, 0, length);
            out.flush();
        }
    }

    /** Sends what was gathered, waits until the server says something, and hands it on. */
    public void receive() throws IOException {
        flush();
        if (end == read.length) {
            compact();
        }
        int count = in.read(read, end, read.length - end);
        if (count < 0) {
            throw new Http2Exception("the server closed the connection");
        }
        end += count;
        while (end - start >= FRAME_HEAD) {
            var head = ByteBuffer.wrap(read, start, FRAME_HEAD);
            int lengthAndType = head.getInt();
            int length = lengthAndType >>> 8;
            if (end - start < FRAME_HEAD + length) {
                break;
            }
            int flags = head.get();
            int stream = head.getInt() & Integer.MAX_VALUE;
            int payload = start + FRAME_HEAD;
            // Before the frame is handed on: who takes it may send, and sending may have to receive first.
            start = payload + length;
            take(lengthAndType & 255, flags, stream, payload, length);
        }
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    private void compact() {
        if (start == 0) {
            read = Arrays.copyOf(read, read.length * 2);
            return;
        }
        System.arraycopy(read, start, read, 0, end - start);
        end -= start;
        start = 0;
    }

    private void take(int type, int flags, int id, int offset, int length) throws IOException {
        switch (type) {
            case DATA -> data(flags, id, offset, length);
            case HEADERS -> head(flags, id, offset, length);
            case RST_STREAM -> ended(id, false);
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    frame(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(PING, ACK, 0, Arrays.copyOfRange(read, offset, offset + length));
                }
            }
            case GOAWAY ->
                throw new Http2Exception(
                        "the server says go away: " + new String(read, offset + 8, length - 8, StandardCharsets.UTF_8));
            case WINDOW_UPDATE -> {
                if (id == 0) {
                    sendWindow += ByteBuffer.wrap(read, offset, 4).getInt();
                }
            }
            default -> {}
        }
    }

    private void data(int flags, int id, int offset, int length) throws IOException {
        unacknowledged += length;
        if (unacknowledged > CONNECTION_WINDOW / 2) {
            windowUpdate(0, (int) unacknowledged);
            unacknowledged = 0;
        }
        var stream = streams.get(id);
        if (stream == null) {
            return;
        }
        stream.unacknowledged += length;
        if (stream.unacknowledged > STREAM_WINDOW / 2) {
            windowUpdate(id, (int) stream.unacknowledged);
            stream.unacknowledged = 0;
        }
        int padding = (flags & PADDED) == 0 ? 0 : 1 + (read[offset] & 255);
        if (length > padding) {
            stream.receiver.data(read, padding == 0 ? offset : offset + 1, length - padding);
        }
        if ((flags & END_STREAM) != 0) {
            ended(id, true);
        }
    }

    private void head(int flags, int id, int offset, int length) throws IOException {
        if ((flags & END_HEADERS) == 0 || (flags & PADDED) != 0) {
            throw new Http2Exception("the head of an answer is larger than a frame");
        }
        try {
            var decoded = decoder.decode(ByteBuffer.wrap(read, offset, length));
            var stream = streams.get(id);
            if (stream != null && decoded instanceof MetaData.Response response) {
                stream.receiver.status(response.getStatus());
            }
        } catch (HpackException e) {
            throw new IOException(e);
        }
        if ((flags & END_STREAM) != 0) {
            ended(id, true);
        }
    }

    private void ended(int id, boolean clean) {
        var stream = streams.remove(id);
        if (stream != null) {
            stream.receiver.end(clean);
        }
    }

    /** Breaks a stream off from this side. */
    public void cancel(int id) throws IOException {
        if (streams.remove(id) != null) {
            frame(RST_STREAM, 0, id, ByteBuffer.allocate(4).putInt(8).array());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
