package io.navarch.store.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Which segments the log has, by the first serial of each, and their sizes. Thread-safe. */
final class Segments {
    private final StoreDirectory directory;
    private final ConcurrentSkipListMap<Long, Long> sizes = new ConcurrentSkipListMap<>();

    Segments(StoreDirectory directory) throws IOException {
        this.directory = directory;
        for (Map.Entry<Long, Path> segment : directory.segments().entrySet()) {
            sizes.put(segment.getKey(), Files.size(segment.getValue()));
        }
    }

    void resize(long firstSerial, long size) {
        sizes.put(firstSerial, size);
    }

    long bytes() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The segments whose steps are all up to {@code serial}. The newest one never is among them. */
    private List<Long> covered(long serial) {
        List<Long> covered = new ArrayList<>();
        for (long first : sizes.headMap(serial, true).keySet()) {
            Long following = sizes.higherKey(first);
            if (following != null && following <= serial + 1) {
                covered.add(first);
            }
        }
        return covered;
    }

    /** How much room {@link #remove} would make. */
    long coveredBytes(long serial) {
        return covered(serial).stream()
                .mapToLong(first -> sizes.getOrDefault(first, 0L))
                .sum();
    }

    /**
     * Removes the segments whose steps are all up to {@code serial}, the oldest first, so that never one in between is
     * missing.
     */
    void remove(long serial) throws IOException {
        for (long first : covered(serial)) {
            Files.deleteIfExists(directory.segment(first));
            sizes.remove(first);
        }
    }
}
