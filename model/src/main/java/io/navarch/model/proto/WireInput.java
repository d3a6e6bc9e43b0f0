package io.navarch.model.proto;

import io.navarch.model.tree.DecodeException;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf's wire format from a part of an array. Faults are worded as upstream's generated decoders word them. One
 * input serves one call.
 */
final class WireInput {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    private final byte[] bytes;
    private int position;
    private int limit;

    WireInput(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + length;
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position >= limit;
    }

    /** Narrows the input to the length-delimited value that follows; gives what {@link #leave} wants. */
    int enter() {
        int length = length();
        int outer = limit;
        limit = position + length;
        return outer;
    }

    /** Goes back to the enclosing message. */
    void leave(int outerLimit) {
        position = limit;
        limit = outerLimit;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= limit) {
                throw new DecodeException("unexpected EOF");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DecodeException("proto: integer overflow");
    }

    /** The number and wire type that begin a field. */
    int tag(String message) {
        long tag = varint();
        long number = tag >>> 3;
        int wire = (int) (tag & 7);
        if (wire == END_GROUP) {
            throw new DecodeException("proto: " + message + ": wiretype end group for non-group");
        }
        if (number <= 0 || number > 0x1FFF_FFFF) {
            throw new DecodeException(
                    "proto: " + message + ": illegal tag " + (int) number + " (wire type " + wire + ")");
        }
        return (int) tag;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new DecodeException("proto: negative length found during unmarshaling");
        }
        if (length > limit - position) {
            throw new DecodeException("unexpected EOF");
        }
        return (int) length;
    }

    String string() {
        int length = length();
        var text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    byte[] bytes() {
        int length = length();
        var copy = new byte[length];
        System.arraycopy(bytes, position, copy, 0, length);
        position += length;
        return copy;
    }

    double fixed64() {
        if (limit - position < 8) {
            throw new DecodeException("unexpected EOF");
        }
        long bits = 0;
        for (int i = 7; i >= 0; i--) {
            bits = bits << 8 | bytes[position + i] & 0xFF;
        }
        position += 8;
        return Double.longBitsToDouble(bits);
    }

    /** Passes over a value that the message does not know. */
    void skip(int wire) {
        int open = 0;
        int next = wire;
        while (true) {
            switch (next) {
                case VARINT -> varint();
                case FIXED64 -> advance(8);
                case BYTES -> advance(length());
                case FIXED32 -> advance(4);
                case START_GROUP -> open++;
                case END_GROUP -> {
                    if (open == 0) {
                        throw new DecodeException("proto: unexpected end of group");
                    }
                    open--;
                }
                default -> throw new DecodeException("proto: illegal wireType " + next);
            }
            if (open == 0) {
                return;
            }
            next = (int) (varint() & 7);
        }
    }

    private void advance(int count) {
        if (limit - position < count) {
            throw new DecodeException("unexpected EOF");
        }
        position += count;
    }
}
