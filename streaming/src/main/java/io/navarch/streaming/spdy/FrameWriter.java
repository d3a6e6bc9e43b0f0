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
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lays out frames as bytes. For one thread at a time; nothing is sent before {@link #flush()}. */
final class FrameWriter implements AutoCloseable {
    private static final byte[] NONE = {};

    private final DataOutputStream out;
    private final HeaderCompressor headers = new HeaderCompressor();

    FrameWriter(OutputStream out) {
        // Larger than one data frame of ours, so that a frame leaves in one piece.
        this.out = new DataOutputStream(new BufferedOutputStream(out, 40 * 1024));
    }

    void write(SpdyFrame frame) throws IOException {
        switch (frame) {
            case SynStream f -> synStream(f);
            case SynReply f -> streamHeaders(SpdyFrame.SYN_REPLY, f.streamId(), f.fin(), headers.pack(f.headers()));
            case Headers f -> streamHeaders(SpdyFrame.HEADERS, f.streamId(), f.fin(), headers.pack(f.headers()));
            case RstStream f -> twoNumbers(SpdyFrame.RST_STREAM, f.streamId(), f.status());
            case GoAway f -> twoNumbers(SpdyFrame.GOAWAY, f.lastGoodStreamId(), f.status());
            case WindowUpdate f -> twoNumbers(SpdyFrame.WINDOW_UPDATE, f.streamId(), f.delta());
            case Settings f -> settings(f);
            case Ping f -> {
                control(SpdyFrame.PING, 0, 4);
                out.writeInt(f.id());
            }
            case Data f -> throw new IllegalArgumentException("a data frame is written with its payload");
            case Unknown f -> throw new IllegalArgumentException("frame of unknown type " + f.type());
        }
    }

    void data(int streamId, boolean fin) throws IOException {
        data(streamId, NONE, 0, 0, fin);
    }

    void data(int streamId, byte[] bytes, int offset, int length, boolean fin) throws IOException {
        out.writeInt(streamId);
        out.writeInt((fin ? SpdyFrame.FLAG_FIN : 0) << 24 | length);
        out.write(bytes, offset, length);
    }

    void flush() throws IOException {
        out.flush();
    }

    private void synStream(SynStream frame) throws IOException {
        byte[] block = headers.pack(frame.headers());
        int flags =
                (frame.fin() ? SpdyFrame.FLAG_FIN : 0) | (frame.unidirectional() ? SpdyFrame.FLAG_UNIDIRECTIONAL : 0);
        control(SpdyFrame.SYN_STREAM, flags, 10 + block.length);
        out.writeInt(frame.streamId());
        out.writeInt(frame.associatedStreamId());
        out.writeByte(frame.priority() << 5);
        out.writeByte(0);
        out.write(block);
    }

    private void streamHeaders(int type, int streamId, boolean fin, byte[] block) throws IOException {
        control(type, fin ? SpdyFrame.FLAG_FIN : 0, 4 + block.length);
        out.writeInt(streamId);
        out.write(block);
    }

    private void twoNumbers(int type, int first, int second) throws IOException {
        control(type, 0, 8);
        out.writeInt(first);
        out.writeInt(second);
    }

    private void settings(Settings frame) throws IOException {
        control(SpdyFrame.SETTINGS, 0, 4 + 8 * frame.values().size());
        out.writeInt(frame.values().size());
        for (var value : frame.values().entrySet()) {
            out.writeInt(value.getKey());
            out.writeInt(value.getValue());
        }
    }

    private void control(int type, int flags, int length) throws IOException {
        out.writeShort(0x8000 | SpdyFrame.VERSION);
        out.writeShort(type);
        out.writeInt(flags << 24 | length);
    }

    @Override
    public void close() {
        headers.close();
    }
}
