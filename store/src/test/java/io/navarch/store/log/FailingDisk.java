package io.navarch.store.log;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** How much room a disk of a test has left, and whether it syncs. */
final class FailingDisk {
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean syncFails;

    void leave(long bytes) {
        room.set(bytes);
    }

    void syncFails(boolean fails) {
        syncFails = fails;
    }

    /** How many of {@code wanted} bytes still fit, as a write call of the system would take them. */
    int take(int wanted) throws IOException {
        long left = room.getAndUpdate(before -> before - Math.min(before, wanted));
        if (left == 0 && wanted > 0) {
            throw new IOException("No space left on device");
        }
        return (int) Math.min(left, wanted);
    }

    void sync() throws IOException {
        if (syncFails) {
            throw new IOException("Input/output error");
        }
    }
}
