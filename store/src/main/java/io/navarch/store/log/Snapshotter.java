package io.navarch.store.log;

import io.navarch.store.format.Snapshot;
import io.navarch.store.mvcc.History;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log short: after a compaction it writes a snapshot of the oldest retained state, when enough log can be
 * removed for it, and removes that. Works on a thread of its own, {@code store-snapshot}, while writers go on.
 */
final class Snapshotter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Snapshotter.class.getName());

    private final StoreDirectory directory;
    private final Segments segments;
    private final History history;
    private final long snapshotBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread running;
    private boolean closed;
    private volatile long newestBytes;

    Snapshotter(StoreDirectory directory, Segments segments, History history, long snapshotBytes) throws IOException {
        this.directory = directory;
        this.segments = segments;
        this.history = history;
        this.snapshotBytes = snapshotBytes;
        tidy();
    }

    /** The size of the newest snapshot, 0 without one. */
    long newestBytes() {
        return newestBytes;
    }

    /** Begins a snapshot if it is worth it and none is being made. */
    void consider() {
        lock.lock();
        try {
            boolean idle = running == null || !running.isAlive();
            if (!closed && idle && isWorthIt()) {
                running = Thread.ofPlatform().name("store-snapshot").daemon().start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A snapshot as large as the log it replaces would have the disk write everything twice, so that it is at most
     * that.
     */
    private boolean isWorthIt() {
        long serial = history.oldest((state, events) -> state.serial());
        return segments.coveredBytes(serial) >= Math.max(snapshotBytes, newestBytes);
    }

    private void run() {
        try {
            make();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "no snapshot of the store at " + directory.path() + ", its log stays long", e);
        }
    }

    private void make() throws IOException {
        write(directory, Snapshot.oldest(history));
        tidy();
    }

    /** Writes a snapshot file; it is durable on return. */
    static void write(StoreDirectory directory, Snapshot snapshot) throws IOException {
        Path file = directory.snapshot(snapshot.state().serial());
        try (FileChannel to = directory.create(StoreDirectory.unfinished(file))) {
            snapshot.writeTo(to);
            to.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(StoreDirectory.unfinished(file));
            throw e;
        }
        directory.finish(file);
    }

    /** Removes what the newest snapshot makes superfluous. */
    private void tidy() throws IOException {
        var snapshots = directory.snapshots();
        var newest = snapshots.lastEntry();
        if (newest == null) {
            return;
        }
        newestBytes = Files.size(newest.getValue());
        for (Path older : snapshots.headMap(newest.getKey()).values()) {
            Files.delete(older);
        }
        segments.remove(newest.getKey());
        directory.sync();
    }

    /** Waits for a snapshot under way. */
    @Override
    public void close() {
        lock.lock();
        Thread last;
        try {
            closed = true;
            last = running;
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (last != null && last.isAlive()) {
            try {
                last.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
