package io.navarch.store.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the payload of a frame. Throws {@link BadFormatException} where the payload is not what it should be. */
public final class Payload {
    private final ByteBuffer buffer;

    Payload(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** Checks that everything was read. */
    public void finish() throws BadFormatException {
        if (readByte() != Frame.END || buffer.hasRemaining()) {
            throw new BadFormatException("unexpected bytes at the end of a frame");
        }
    }

    /** Whether only the end marker is left. */
    public boolean atEnd() {
        return buffer.remaining() <= 1;
    }

    public byte readByte() throws BadFormatException {
        need(1);
        return buffer.get();
    }

    public long readLong() throws BadFormatException {
        need(8);
        return buffer.getLong();
    }

    public long readVarint() throws BadFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = readByte();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new BadFormatException("a number is too long");
    }

    public byte[] readBytes() throws BadFormatException {
        long length = readVarint();
        if (length < 0 || length > buffer.remaining()) {
            throw new BadFormatException("a length of " + length + " goes beyond the frame");
        }
        byte[] value = new byte[(int) length];
        buffer.get(value);
        return value;
    }

    public String readString() throws BadFormatException {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    private void need(int bytes) throws BadFormatException {
        if (buffer.remaining() < bytes) {
            throw new BadFormatException("a frame ends too early");
        }
    }
}
