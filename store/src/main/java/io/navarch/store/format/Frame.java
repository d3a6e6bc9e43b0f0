package io.navarch.store.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The envelope of everything written: a header with checksums before a payload. */
public final class Frame {
    /** The length of the header. */
    public static final int HEADER = 16;
    /** The last byte of every payload. */
    static final byte END = (byte) 0xA5;

    private static final int MAGIC = 0x4E56_4631;
    private static final int CHECKED = 12;

    private Frame() {}

    /** Fills in the header at {@code start}, for the payload between it and the buffer's position. */
    static void seal(ByteBuffer buffer, int start) {
        int length = buffer.position() - start - HEADER;
        buffer.putInt(start, MAGIC);
        buffer.putInt(start + 4, length);
        buffer.putInt(start + 8, crc(buffer, start + HEADER, length));
        buffer.putInt(start + CHECKED, crc(buffer, start, CHECKED));
    }

    /** The length of the payload after the header at {@code start}, or -1 when there is no valid header. */
    public static int payloadLength(ByteBuffer buffer, int start) {
        boolean valid = buffer.limit() - start >= HEADER
                && buffer.getInt(start) == MAGIC
                && buffer.getInt(start + CHECKED) == crc(buffer, start, CHECKED);
        return valid ? buffer.getInt(start + 4) : -1;
    }

    /** Whether the payload after the valid header at {@code start} is there and matches its checksum. */
    public static boolean payloadIsValid(ByteBuffer buffer, int start) {
        int length = buffer.getInt(start + 4);
        return length >= 0
                && length <= buffer.limit() - start - HEADER
                && buffer.getInt(start + 8) == crc(buffer, start + HEADER, length);
    }

    private static int crc(ByteBuffer buffer, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start, length));
        return (int) crc.getValue();
    }
}
