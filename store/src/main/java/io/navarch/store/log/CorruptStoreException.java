package io.navarch.store.log;

import java.io.IOException;
import java.nio.file.Path;

/** A file of the store is not as it was written. The store does not open, lest acknowledged writes be lost silently. */
public final class CorruptStoreException extends IOException {

    CorruptStoreException(Path file, String damage, Throwable cause) {
        super("store file " + file + " is damaged: " + damage, cause);
    }

    CorruptStoreException(Path file, String damage) {
        super("store file " + file + " is damaged: " + damage);
    }
}
