package io.navarch.streaming.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks the header blocks of a session in the order in which they came. Used by the reading thread only. */
final class HeaderDecompressor implements AutoCloseable {
    /** What a block may unpack to; kubernetes' own are below 200 bytes. */
    static final int LIMIT = 64 * 1024;

    private final Inflater inflater = new Inflater();

    /** The headers by their lower-case names; several values of one name are joined by NUL, as on the wire. */
    Map<String, String> unpack(byte[] packed) throws SpdyException {
        ByteBuffer plain = ByteBuffer.wrap(inflate(packed));
        try {
            int count = plain.getInt();
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                String name = text(plain);
                if (name.isEmpty() || headers.put(name, text(plain)) != null) {
                    throw new SpdyException("header block with an empty or repeated name");
                }
            }
            return headers;
        } catch (BufferUnderflowException e) {
            throw new SpdyException("header block ends too early", e);
        }
    }

    private static String text(ByteBuffer plain) throws SpdyException {
        int length = plain.getInt();
        if (length < 0 || length > plain.remaining()) {
            throw new SpdyException("header block ends too early");
        }
        byte[] bytes = new byte[length];
        plain.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] inflate(byte[] packed) throws SpdyException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        inflater.setInput(packed);
        try {
            while (true) {
                int count = inflater.inflate(buffer);
                plain.write(buffer, 0, count);
                if (plain.size() > LIMIT) {
                    throw new SpdyException("header block is too large");
                }
                if (count == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(SpdyDictionary.bytes());
                } else if (count == 0) {
                    return plain.toByteArray();
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new SpdyException("header block cannot be unpacked", e);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
