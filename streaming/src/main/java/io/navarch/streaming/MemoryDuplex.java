package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** One of two byte pairs that are connected within the process: what the one writes the other reads. */
public final class MemoryDuplex implements Duplex {
    private static final int CAPACITY = 64 * 1024;

    private final Direction incoming;
    private final Direction outgoing;

    /** The two ends of a connection. */
    public record Pair(Duplex left, Duplex right) {}

    private MemoryDuplex(Direction incoming, Direction outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    public static Pair connect() {
        Direction toRight = new Direction();
        Direction toLeft = new Direction();
        return new Pair(new MemoryDuplex(toLeft, toRight), new MemoryDuplex(toRight, toLeft));
    }

    @Override
    public InputStream input() {
        return incoming.pipe.input();
    }

    @Override
    public OutputStream output() {
        return outgoing;
    }

    @Override
    public void closeOutput() {
        outgoing.finished = true;
        outgoing.pipe.finish();
    }

    @Override
    public boolean aborted() {
        return !incoming.finished;
    }

    @Override
    public void close() {
        incoming.broken = true;
        incoming.pipe.closeReader();
        outgoing.broken = true;
        outgoing.pipe.finish();
    }

    private static final class Direction extends OutputStream {
        private final BytePipe pipe = new BytePipe(CAPACITY);
        private volatile boolean finished;
        private volatile boolean broken;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return; // Which does no harm on a closed connection.
            }
            // What the peer closes upon once it is written, has arrived.
            if (finished || broken || !pipe.write(bytes, offset, length)) {
                throw new IOException("the connection is closed");
            }
        }

        @Override
        public void close() {
            finished = true;
            pipe.finish();
        }
    }
}
