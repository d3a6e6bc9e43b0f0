package io.navarch.model.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format from the end to the beginning, so that the length of a message is known when it is to be
 * written before it. One output serves one call.
 */
final class WireOutput {
    private byte[] buffer;

    /** Where the written part begins. */
    private int start;

    WireOutput(int capacity) {
        buffer = new byte[Math.max(64, capacity)];
        start = buffer.length;
    }

    int size() {
        return buffer.length - start;
    }

    byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    void varint(long value) {
        int size = (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
        ensure(size);
        start -= size;
        long rest = value;
        for (int i = start; i < start + size - 1; i++) {
            buffer[i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[start + size - 1] = (byte) rest;
    }

    void tag(int number, int wire) {
        varint((long) number << 3 | wire);
    }

    /** Puts number and length before what was written since the size was {@code sizeBefore}. */
    void wrap(int number, int sizeBefore) {
        varint(size() - sizeBefore);
        tag(number, WireInput.BYTES);
    }

    void string(String text) {
        int length = text.length();
        ensure(length);
        int at = start;
        for (int i = length - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[--at] = (byte) c;
        }
        start = at;
    }

    void bytes(byte[] bytes) {
        ensure(bytes.length);
        start -= bytes.length;
        System.arraycopy(bytes, 0, buffer, start, bytes.length);
    }

    void fixed64(double value) {
        ensure(8);
        long bits = Double.doubleToRawLongBits(value);
        start -= 8;
        for (int i = 0; i < 8; i++) {
            buffer[start + i] = (byte) (bits >>> 8 * i);
        }
    }

    private void ensure(int more) {
        if (start < more) {
            int size = size();
            var larger = new byte[Math.max(buffer.length * 2, size + more)];
            System.arraycopy(buffer, start, larger, larger.length - size, size);
            start = larger.length - size;
            buffer = larger;
        }
    }
}
