package io.navarch.store.format;

import io.navarch.store.Record;
import io.navarch.store.WatchEvent;
import io.navarch.store.mvcc.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a {@link Snapshot} as a sequence of items, filled into frames of about a megabyte: head, leases, records in
 * key order, the events of the last revision, tail.
 */
final class SnapshotWriter {
    static final String FORMAT = "navarch snapshot 1";
    static final byte HEAD = 1;
    static final byte LEASE = 2;
    static final byte RECORD = 3;
    static final byte PUT_EVENT = 4;
    static final byte DELETE_EVENT = 5;
    static final byte TAIL = 6;

    private static final int FULL = 1 << 20;

    private final WritableByteChannel to;
    private final FrameBuffer frame = new FrameBuffer();

    SnapshotWriter(WritableByteChannel to) {
        this.to = to;
    }

    void write(Snapshot snapshot) throws IOException {
        frame.begin();
        writeHead(snapshot.state());
        try {
            snapshot.state().leases().visit("", null, lease -> {
                frame.putByte(LEASE);
                StepFormat.writeLease(lease, frame);
                return flushWhenFull();
            });
            snapshot.state().records().visit("", null, record -> {
                frame.putByte(RECORD);
                writeRecord(record);
                return flushWhenFull();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (WatchEvent event : snapshot.events()) {
            writeEvent(event);
            flushWhenFull();
        }
        frame.putByte(TAIL);
        frame.putVarint(snapshot.state().records().size());
        flush();
    }

    private void writeHead(State state) {
        frame.putByte(HEAD);
        frame.putString(FORMAT);
        frame.putVarint(state.serial());
        frame.putVarint(state.revision());
    }

    private void writeRecord(Record record) {
        frame.putString(record.key());
        frame.putBytes(record.value());
        frame.putVarint(record.createRevision());
        frame.putVarint(record.modRevision());
        frame.putVarint(record.version());
        frame.putVarint(record.leaseId());
    }

    /** Only what the records do not tell: for a put, what was there before; for a deletion, what was deleted. */
    private void writeEvent(WatchEvent event) {
        Record previous = event.previous();
        frame.putByte(event.type() == WatchEvent.Type.PUT ? PUT_EVENT : DELETE_EVENT);
        frame.putString(event.record().key());
        frame.putByte(previous == null ? 0 : 1);
        if (previous != null) {
            writeRecord(previous);
        }
    }

    private boolean flushWhenFull() {
        if (frame.length() >= FULL) {
            try {
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            frame.begin();
        }
        return true;
    }

    private void flush() throws IOException {
        ByteBuffer bytes = frame.end();
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
