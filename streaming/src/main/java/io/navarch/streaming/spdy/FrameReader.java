package io.navarch.streaming.spdy;

import io.navarch.streaming.spdy.SpdyFrame.Data;
import io.navarch.streaming.spdy.SpdyFrame.GoAway;
import io.navarch.streaming.spdy.SpdyFrame.Headers;
import io.navarch.streaming.spdy.SpdyFrame.Ping;
import io.navarch.streaming.spdy.SpdyFrame.RstStream;
import io.navarch.streaming.spdy.SpdyFrame.Settings;
import io.navarch.streaming.spdy.SpdyFrame.SynReply;
import io.navarch.streaming.spdy.SpdyFrame.SynStream;
import io.navarch.streaming.spdy.SpdyFrame.Unknown;
import io.navarch.streaming.spdy.SpdyFrame.WindowUpdate;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads frames. Used by the reading thread of a session only. */
final class FrameReader implements AutoCloseable {
    /** What a control frame may hold; larger ones are an attack, not a message. */
    static final int CONTROL_LIMIT = 64 * 1024;

    private static final int STREAM_ID = 0x7fffffff;

    private final DataInputStream in;
    private final HeaderDecompressor headers = new HeaderDecompressor();

    FrameReader(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, 32 * 1024));
    }

    /**
     * The next frame, or nothing at the end of the connection. After a {@link Data} head its whole payload must be
     * taken with {@link #payload} before the next call.
     */
    Optional<SpdyFrame> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int word = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int flags = in.readUnsignedByte();
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (word >= 0) {
            return Optional.of(new Data(word, (flags & SpdyFrame.FLAG_FIN) != 0, length));
        }
        int version = word >>> 16 & 0x7fff;
        if (version != SpdyFrame.VERSION) {
            throw new SpdyException("frame of SPDY version " + version);
        }
        if (length > CONTROL_LIMIT) {
            throw new SpdyException("control frame of " + length + " bytes");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return Optional.of(control(word & 0xffff, flags, ByteBuffer.wrap(body)));
    }

    /** Reads up to {@code length} bytes of a payload and returns how many. */
    int payload(byte[] buffer, int length) throws IOException {
        int count = in.read(buffer, 0, Math.min(length, buffer.length));
        if (count < 0) {
            throw new SpdyException("connection ends within a data frame");
        }
        return count;
    }

    private SpdyFrame control(int type, int flags, ByteBuffer body) throws SpdyException {
        boolean fin = (flags & SpdyFrame.FLAG_FIN) != 0;
        return switch (type) {
            case SpdyFrame.SYN_STREAM -> {
                need(body, 10);
                int id = body.getInt() & STREAM_ID;
                int associated = body.getInt() & STREAM_ID;
                int priority = (body.get() & 0xff) >>> 5;
                body.get();
                boolean oneWay = (flags & SpdyFrame.FLAG_UNIDIRECTIONAL) != 0;
                yield new SynStream(id, associated, priority, fin, oneWay, block(body));
            }
            case SpdyFrame.SYN_REPLY -> {
                need(body, 4);
                yield new SynReply(body.getInt() & STREAM_ID, fin, block(body));
            }
            case SpdyFrame.RST_STREAM -> {
                need(body, 8);
                yield new RstStream(body.getInt() & STREAM_ID, body.getInt());
            }
            case SpdyFrame.SETTINGS -> settings(body);
            case SpdyFrame.PING -> {
                need(body, 4);
                yield new Ping(body.getInt());
            }
            case SpdyFrame.GOAWAY -> {
                need(body, 8);
                yield new GoAway(body.getInt() & STREAM_ID, body.getInt());
            }
            case SpdyFrame.HEADERS -> {
                need(body, 4);
                yield new Headers(body.getInt() & STREAM_ID, fin, block(body));
            }
            case SpdyFrame.WINDOW_UPDATE -> {
                need(body, 8);
                yield new WindowUpdate(body.getInt() & STREAM_ID, body.getInt() & STREAM_ID);
            }
            default -> new Unknown(type);
        };
    }

    private static Settings settings(ByteBuffer body) throws SpdyException {
        need(body, 4);
        int count = body.getInt();
        if (count < 0 || count > body.remaining() / 8) {
            throw new SpdyException("SETTINGS frame ends too early");
        }
        Map<Integer, Integer> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.putIfAbsent(body.getInt() & 0xffffff, body.getInt());
        }
        return new Settings(values);
    }

    private Map<String, String> block(ByteBuffer body) throws SpdyException {
        byte[] packed = new byte[body.remaining()];
        body.get(packed);
        return headers.unpack(packed);
    }

    private static void need(ByteBuffer body, int bytes) throws SpdyException {
        if (body.remaining() < bytes) {
            throw new SpdyException("control frame ends too early");
        }
    }

    @Override
    public void close() {
        headers.close();
    }
}
