package io.navarch.store.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A growing buffer in which one frame at a time is written. Owned by one thread. */
public final class FrameBuffer {
    /** A buffer that grew beyond this for one frame is given back. */
    private static final int KEEP = 8 << 20;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);

    /** Begins a new frame. */
    public void begin() {
        if (buffer.capacity() > KEEP) {
            buffer = ByteBuffer.allocateDirect(KEEP);
        }
        buffer.clear().position(Frame.HEADER);
    }

    /** The length of the frame so far. */
    public int length() {
        return buffer.position();
    }

    /** Drops what was written since the frame had {@code length}. */
    public void backTo(int length) {
        buffer.position(length);
    }

    /** Closes the frame and gives its bytes, to be used before the next {@link #begin}. */
    public ByteBuffer end() {
        putByte(Frame.END);
        Frame.seal(buffer, 0);
        return buffer.flip();
    }

    public void putByte(int value) {
        room(1).put((byte) value);
    }

    public void putLong(long value) {
        room(8).putLong(value);
    }

    public void putVarint(long value) {
        ByteBuffer to = room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    public void putBytes(byte[] value) {
        putVarint(value.length);
        room(value.length).put(value);
    }

    public void putString(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private ByteBuffer room(int needed) {
        if (buffer.remaining() < needed) {
            long wanted = Math.max(2L * buffer.capacity(), (long) buffer.position() + needed);
            ByteBuffer larger = ByteBuffer.allocateDirect(Math.toIntExact(Math.min(wanted, Integer.MAX_VALUE - 8)));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
