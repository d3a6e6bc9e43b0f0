package io.navarch.store.mvcc;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What may be a key, and where a prefix ends. */
public final class KeyRange {
    private KeyRange() {}

    /** The first key after all that begin with {@code prefix}, or null when there is none. */
    public static @Nullable String endOfPrefix(String prefix) {
        int last = prefix.length() - 1;
        while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
            last--;
        }
        return last < 0 ? null : prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    /** Refuses what cannot be a key. */
    static void check(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key is not provided");
        }
        for (int i = 0; i < key.length(); i++) {
            // Half a surrogate pair has no UTF-8 form, and would come back from a log as another key.
            if (Character.isSurrogate(key.charAt(i))
                    && !StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
                throw new IllegalArgumentException("key is not valid Unicode: " + key);
            }
        }
    }
}
