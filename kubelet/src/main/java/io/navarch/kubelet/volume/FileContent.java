package io.navarch.kubelet.volume;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One file of a volume that is made of API objects.
 *
 * @param mode permission bits
 * @param owner the user the file belongs to, null for that of this process
 */
record FileContent(byte[] bytes, int mode, @Nullable Long owner) {
    static FileContent of(byte[] bytes, int mode) {
        return new FileContent(bytes, mode, null);
    }

    static FileContent of(String text, int mode) {
        return of(text.getBytes(StandardCharsets.UTF_8), mode);
    }
}
