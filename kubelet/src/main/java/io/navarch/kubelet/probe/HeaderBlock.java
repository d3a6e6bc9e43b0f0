package io.navarch.kubelet.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Header fields as HTTP/2 writes them (RFC 7541), with no dynamic table: who talks to us is asked to keep none. Of the static
 * table only the statuses are known, for all that matters here comes with its name.
 */
final class HeaderBlock {
    private static final int INDEXED = 0x80;
    private static final int REMEMBERED = 0x40;
    private static final int TABLE_SIZE = 0x20;
    private static final int FIRST_STATUS = 8;
    private static final String[] STATUSES = {"200", "204", "206", "304", "400", "404", "500"};
    private static final String STATUS = ":status";

    /** How many bits the code of each octet has, and last of all the end: RFC 7541, appendix B, in base 36. The code is canonical. */
    private static final String CODE_LENGTHS =
            "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad6777777777777777777777787"
                    + "8djde6f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllml"
                    + "nmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";

    private static final int LONGEST_CODE = 30;
    private static final Map<Long, Integer> CODES = codes();

    private final byte[] block;
    private int at;

    private HeaderBlock(byte[] block) {
        this.block = block;
    }

    private static Map<Long, Integer> codes() {
        var codes = new HashMap<Long, Integer>();
        long code = 0;
        for (int length = 1; length <= LONGEST_CODE; length++) {
            code <<= 1;
            for (int octet = 0; octet < CODE_LENGTHS.length(); octet++) {
                if (Character.digit(CODE_LENGTHS.charAt(octet), Character.MAX_RADIX) == length) {
                    codes.put(key(length, code++), octet);
                }
            }
        }
        return Map.copyOf(codes);
    }

    private static long key(int length, long code) {
        return (long) length << 32 | code;
    }

    /** Names and values in turn, each as it stands. */
    static byte[] of(String... namesAndValues) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.write(0);
            write(namesAndValues[i], out);
            write(namesAndValues[i + 1], out);
        }
        return out.toByteArray();
    }

    private static void write(String text, ByteArrayOutputStream out) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int most = 0x7f;
        if (bytes.length < most) {
            out.write(bytes.length);
        } else {
            out.write(most);
            int left = bytes.length - most;
            for (; left >= 0x80; left >>>= 7) {
                out.write(left & 0x7f | 0x80);
            }
            out.write(left);
        }
        out.writeBytes(bytes);
    }

    /** The fields that come with their names, and the status. */
    static Map<String, String> read(byte[] block) throws IOException {
        var fields = new HashMap<String, String>();
        var reading = new HeaderBlock(block);
        while (reading.at < block.length) {
            reading.field(fields);
        }
        return fields;
    }

    private void field(Map<String, String> fields) throws IOException {
        int first = block[at] & 0xff;
        if ((first & INDEXED) != 0) {
            int index = number(0x7f);
            if (index >= FIRST_STATUS && index < FIRST_STATUS + STATUSES.length) {
                fields.put(STATUS, STATUSES[index - FIRST_STATUS]);
            }
        } else if ((first & (REMEMBERED | TABLE_SIZE)) == TABLE_SIZE) {
            number(0x1f);
        } else {
            int index = number((first & REMEMBERED) != 0 ? 0x3f : 0x0f);
            boolean status = index >= FIRST_STATUS && index < FIRST_STATUS + STATUSES.length;
            var name = index == 0 ? text() : status ? STATUS : "";
            fields.put(name, text());
        }
    }

    private int octet() throws IOException {
        if (at >= block.length) {
            throw new IOException("a header block ends too early");
        }
        return block[at++] & 0xff;
    }

    private int number(int mask) throws IOException {
        int value = octet() & mask;
        if (value < mask) {
            return value;
        }
        int shift = 0;
        int octet;
        do {
            octet = octet();
            value += (octet & 0x7f) << shift;
            shift += 7;
        } while ((octet & 0x80) != 0 && shift < 28);
        return value;
    }

    private String text() throws IOException {
        boolean coded = at < block.length && (block[at] & 0x80) != 0;
        int length = number(0x7f);
        if (length < 0 || length > block.length - at) {
            throw new IOException("a header block ends too early");
        }
        int from = at;
        at += length;
        return coded ? decode(from) : new String(block, from, length, StandardCharsets.UTF_8);
    }

    private String decode(int from) {
        var text = new ByteArrayOutputStream();
        long code = 0;
        int length = 0;
        for (int i = from; i < at; i++) {
            for (int bit = 7; bit >= 0; bit--) {
                code = code << 1 | block[i] >> bit & 1;
                var octet = CODES.get(key(++length, code));
                if (octet != null) {
                    text.write(octet);
                    code = 0;
                    length = 0;
                }
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
