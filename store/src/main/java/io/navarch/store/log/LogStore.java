package io.navarch.store.log;

import io.navarch.runtime.Clock;
import io.navarch.store.format.Snapshot;
import io.navarch.store.mvcc.Draft;
import io.navarch.store.mvcc.History;
import io.navarch.store.mvcc.MvccStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Function;

/**
 * The embedded engine: everything in memory, every write in an append-only log before it is answered. Writers of the
 * same moment share one sync of the disk.
 *
 * <p>The directory belongs to one open store at a time. When it cannot be written to, writes fail with
 * {@link io.navarch.store.WriteFailedException} and reads go on; writes work again when the directory does.
 */
public final class LogStore extends MvccStore {
    private final StoreDirectory directory;
    private final Segments segments;
    private final Journal journal;
    private final Committer committer;
    private final Snapshotter snapshotter;

    private LogStore(
            StoreDirectory directory,
            History history,
            Segments segments,
            Journal journal,
            Snapshotter snapshotter,
            Clock clock) {
        super(history, clock, new SecureRandom());
        this.directory = directory;
        this.segments = segments;
        this.journal = journal;
        this.snapshotter = snapshotter;
        this.committer = new Committer(directory.path(), history, journal, this::published);
        committer.start();
        startLeases();
    }

    /**
     * Opens the store in {@code directory}, which is made if it does not exist, with all that was acknowledged before.
     * Its leases run by {@code clock}, which stays the caller's to close.
     *
     * @throws CorruptStoreException when a file is damaged other than by an unfinished last write
     * @throws FileSystemException when another process has the store open
     */
    public static LogStore open(Path directory, Clock clock) throws IOException {
        return open(directory, clock, LogOptions.DEFAULT);
    }

    /** Like {@link #open(Path, Clock)}, with other sizes. */
    public static LogStore open(Path directory, Clock clock, LogOptions options) throws IOException {
        return open(directory, clock, options, FileChannel::open);
    }

    static LogStore open(Path path, Clock clock, LogOptions options, ChannelOpener opener) throws IOException {
        StoreDirectory directory = StoreDirectory.open(path, opener);
        try {
            History history = new Recovery(directory).recover();
            Segments segments = new Segments(directory);
            Snapshotter snapshotter = new Snapshotter(directory, segments, history, options.snapshotBytes());
            Journal journal = new Journal(directory, segments, options.segmentBytes());
            journal.resume();
            return new LogStore(directory, history, segments, journal, snapshotter, clock);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Fills a directory that holds no store yet from a {@link #snapshot} of any engine.
     *
     * @throws FileSystemException when there is a store already
     */
    public static void restore(InputStream snapshot, Path path) throws IOException {
        try (StoreDirectory directory = StoreDirectory.open(path, FileChannel::open)) {
            if (!directory.segments().isEmpty() || !directory.snapshots().isEmpty()) {
                throw new FileSystemException(path.toString(), null, "holds a store already");
            }
            Snapshotter.write(directory, Snapshot.readFrom(snapshot));
        }
    }

    @Override
    protected <T> T commit(Function<Draft, T> decision) {
        checkOpen();
        return committer.commit(decision);
    }

    @Override
    protected void compacted() {
        snapshotter.consider();
    }

    @Override
    public long sizeBytes() {
        checkOpen();
        return segments.bytes() + snapshotter.newestBytes();
    }

    @Override
    public void snapshot(OutputStream to) throws IOException {
        checkOpen();
        Snapshot.current(history()).writeTo(to);
    }

    @Override
    protected void finishWrites() {
        committer.close();
        snapshotter.close();
    }

    @Override
    public void close() {
        super.close();
        try (directory;
                journal) {
            // closed in the order journal, directory: no one else may open what is still being written
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
