package io.navarch.streaming.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of payloads (RFC 6455, section 5.3), eight bytes at a time. */
final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masking() {}

    static void apply(byte[] mask, byte[] bytes, int offset, int length) {
        long word = (mask[0] & 0xffL) << 24 | (mask[1] & 0xffL) << 16 | (mask[2] & 0xffL) << 8 | mask[3] & 0xffL;
        if (word == 0) {
            return;
        }
        long both = word << 32 | word;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long plain = (long) LONGS.get(bytes, offset + i);
            LONGS.set(bytes, offset + i, plain ^ both);
        }
        for (; i < length; i++) {
            bytes[offset + i] ^= mask[i & 3];
        }
    }
}
