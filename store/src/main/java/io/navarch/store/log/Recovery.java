package io.navarch.store.log;

import io.navarch.store.format.BadFormatException;
import io.navarch.store.format.FrameReader;
import io.navarch.store.format.Payload;
import io.navarch.store.format.Snapshot;
import io.navarch.store.format.StepFormat;
import io.navarch.store.mvcc.History;
import io.navarch.store.mvcc.State;
import io.navarch.store.mvcc.Step;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Builds the history again from a directory: the newest snapshot, and the steps of the log after it. */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final StoreDirectory directory;

    Recovery(StoreDirectory directory) {
        this.directory = directory;
    }

    /** Reads everything, and cuts off what a crash left unfinished at the end of the log. */
    History recover() throws IOException {
        History history = newestSnapshot();
        NavigableMap<Long, Path> segments = directory.segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            long first = segment.getKey();
            long known = history.current().serial();
            Long following = segments.higherKey(first);
            if (first > known + 1) {
                throw new CorruptStoreException(
                        segment.getValue(), "steps " + (known + 1) + " to " + (first - 1) + " before it are missing");
            }
            if (following == null || following > known + 1) {
                replay(segment.getValue(), first, following == null, history);
            }
        }
        return history;
    }

    private History newestSnapshot() throws IOException {
        Map.Entry<Long, Path> newest = directory.snapshots().lastEntry();
        if (newest == null) {
            return new History(State.initial(), List.of());
        }
        Path file = newest.getValue();
        try (FileChannel from = FileChannel.open(file)) {
            return Snapshot.readFrom(from).toHistory();
        } catch (BadFormatException e) {
            throw new CorruptStoreException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private void replay(Path file, long firstSerial, boolean last, History history) throws IOException {
        try (FileChannel from = directory.open(file)) {
            FrameReader frames = new FrameReader(from);
            try {
                readHead(frames.next(), firstSerial);
                for (Payload frame = frames.next(); frame != null; frame = frames.next()) {
                    replay(frame, history);
                }
            } catch (BadFormatException e) {
                long offset = frames.offset();
                if (!last || frames.isSound() || !TornTail.isTorn(from, offset)) {
                    throw new CorruptStoreException(file, e.getMessage() + " at offset " + offset, e);
                }
                cut(file, from, offset);
            }
        }
        if (Files.size(file) == 0) {
            Files.delete(file);
            directory.sync();
        }
    }

    private static void readHead(@Nullable Payload head, long firstSerial) throws IOException {
        if (head == null) {
            throw new BadFormatException("no header");
        }
        String format = head.readString();
        long serial = head.readVarint();
        head.finish();
        if (!format.equals(Journal.FORMAT)) {
            throw new BadFormatException("unknown format: " + format);
        }
        if (serial != firstSerial) {
            throw new BadFormatException("the file's name does not fit its first step " + serial);
        }
    }

    private static void replay(Payload frame, History history) throws BadFormatException {
        while (!frame.atEnd()) {
            Step step = StepFormat.replay(frame, history.current());
            if (!step.changesNothing()) {
                history.publish(step);
            }
        }
        frame.finish();
    }

    private static void cut(Path file, FileChannel segment, long offset) throws IOException {
        long torn = segment.size() - offset;
        segment.truncate(offset);
        segment.force(true);
        LOG.log(Level.WARNING, "cut an unfinished write of {0} bytes off {1}", torn, file);
    }
}
