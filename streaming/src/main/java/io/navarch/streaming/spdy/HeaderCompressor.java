package io.navarch.streaming.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * Packs header blocks. One zlib stream runs through all blocks of a session: they must be packed in the order in which
 * they are sent, by one thread at a time.
 */
final class HeaderCompressor implements AutoCloseable {
    private final Deflater deflater = new Deflater();

    HeaderCompressor() {
        deflater.setDictionary(SpdyDictionary.bytes());
    }

    byte[] pack(Map<String, String> headers) {
        deflater.setInput(plain(headers));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[512];
        int count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        while (count > 0) {
            packed.write(buffer, 0, count);
            if (count < buffer.length) {
                break;
            }
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        }
        return packed.toByteArray();
    }

    private static byte[] plain(Map<String, String> headers) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.writeBytes(number(headers.size()));
        headers.forEach((name, value) -> {
            text(plain, name.toLowerCase(Locale.ROOT));
            text(plain, value);
        });
        return plain.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(number(bytes.length));
        out.writeBytes(bytes);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
