package io.navarch.apiserver.watchcache;

import java.nio.charset.StandardCharsets;

/**
 * Hands out the same string for the same bytes as long as nothing else has taken its place: names, labels and nodes repeat in
 * thousands of objects. Thread-safe: a race costs a second copy.
 */
final class StringPool {
    private static final int PLACES = 512;
    private static final int LONGEST = 64;

    private final String[] places = new String[PLACES];

    String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & (PLACES - 1);
        var known = places[place];
        if (known != null && same(known, bytes, from, length)) {
            return known;
        }
        var made = new String(bytes, from, length, StandardCharsets.UTF_8);
        places[place] = made;
        return made;
    }

    /** Whether the text is made of exactly these bytes; text beyond ASCII never is. */
    private static boolean same(String text, byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] < 0 || text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
