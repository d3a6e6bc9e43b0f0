package io.navarch.store.log;

import io.navarch.store.format.FrameBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log, where frames are appended. Owned by one thread.
 *
 * <p>A frame that could not be written whole is cut off again before anything else is written; as long as that fails
 * too, so does every append.
 */
final class Journal implements Closeable {
    static final String FORMAT = "navarch log 1";

    private final StoreDirectory directory;
    private final Segments segments;
    private final long segmentBytes;
    private @Nullable FileChannel channel;
    private long firstSerial;
    /** Up to here the segment is whole and synced. */
    private long size;

    private boolean overhanging;

    Journal(StoreDirectory directory, Segments segments, long segmentBytes) {
        this.directory = directory;
        this.segments = segments;
        this.segmentBytes = segmentBytes;
    }

    /** Goes on with the newest segment, if there is one. */
    void resume() throws IOException {
        var newest = directory.segments().lastEntry();
        if (newest != null) {
            channel = directory.open(newest.getValue());
            firstSerial = newest.getKey();
            size = channel.size();
            channel.position(size);
        }
    }

    /** Writes a frame of steps that begin with {@code serial}; it is durable on return, or not there on a throw. */
    void append(ByteBuffer frame, long serial) throws IOException {
        FileChannel to = channel;
        if (to == null || size >= segmentBytes) {
            to = begin(serial);
        }
        if (overhanging) {
            cut(to);
        }
        int length = frame.remaining();
        overhanging = true;
        try {
            writeFully(to, frame);
            to.force(false);
        } catch (IOException e) {
            try {
                cut(to);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        overhanging = false;
        size += length;
        segments.resize(firstSerial, size);
    }

    private void cut(FileChannel to) throws IOException {
        to.truncate(size);
        to.position(size);
        to.force(true);
        overhanging = false;
    }

    /** Begins a new segment; the one before stays in use when that fails. */
    private FileChannel begin(long serial) throws IOException {
        Path file = directory.segment(serial);
        FrameBuffer head = new FrameBuffer();
        head.begin();
        head.putString(FORMAT);
        head.putVarint(serial);
        ByteBuffer bytes = head.end();
        int length = bytes.remaining();
        FileChannel next = directory.create(StoreDirectory.unfinished(file));
        try {
            writeFully(next, bytes);
            next.force(true);
            directory.finish(file);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        close();
        channel = next;
        firstSerial = serial;
        size = length;
        overhanging = false;
        segments.resize(serial, size);
        return next;
    }

    private static void writeFully(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
