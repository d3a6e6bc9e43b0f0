package io.navarch.store.format;

import io.navarch.store.Record;
import io.navarch.store.WatchEvent;
import io.navarch.store.mvcc.Lease;
import io.navarch.store.mvcc.SortedTree;
import io.navarch.store.mvcc.State;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link SnapshotWriter} wrote. */
final class SnapshotReader {
    private final FrameReader frames;
    private final List<Lease> leases = new ArrayList<>();
    private final List<Record> records = new ArrayList<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private SortedTree<Record> tree = SortedTree.empty();
    private long serial;
    private long revision = -1;
    private boolean ended;

    SnapshotReader(ReadableByteChannel from) {
        this.frames = new FrameReader(from);
    }

    Snapshot read() throws IOException {
        try {
            for (Payload frame = frames.next(); frame != null; frame = frames.next()) {
                while (!frame.atEnd()) {
                    readItem(frame);
                }
                frame.finish();
            }
            if (!ended) {
                throw new BadFormatException("the end is missing");
            }
            return new Snapshot(State.restored(serial, revision, tree, leases), events);
        } catch (BadFormatException e) {
            BadFormatException located = new BadFormatException(e.getMessage() + " at offset " + frames.offset());
            located.addSuppressed(e);
            throw located;
        }
    }

    private void readItem(Payload from) throws BadFormatException {
        byte type = from.readByte();
        if (ended || (type == SnapshotWriter.HEAD) != (revision < 0)) {
            throw new BadFormatException("not a snapshot of this format");
        }
        switch (type) {
            case SnapshotWriter.HEAD -> readHead(from);
            case SnapshotWriter.LEASE -> leases.add(StepFormat.readLease(from));
            case SnapshotWriter.RECORD -> records.add(readRecord(from));
            case SnapshotWriter.PUT_EVENT, SnapshotWriter.DELETE_EVENT -> readEvent(type, from);
            case SnapshotWriter.TAIL -> {
                buildTree();
                ended = true;
                if (from.readVarint() != tree.size()) {
                    throw new BadFormatException("records are missing");
                }
            }
            default -> throw new BadFormatException("unknown kind of item: " + type);
        }
    }

    private void readHead(Payload from) throws BadFormatException {
        String format = from.readString();
        if (!format.equals(SnapshotWriter.FORMAT)) {
            throw new BadFormatException("unknown format: " + format);
        }
        serial = from.readVarint();
        revision = from.readVarint();
    }

    private static Record readRecord(Payload from) throws BadFormatException {
        String key = from.readString();
        byte[] value = from.readBytes();
        long createRevision = from.readVarint();
        long modRevision = from.readVarint();
        long version = from.readVarint();
        return new Record(key, value, createRevision, modRevision, version, from.readVarint());
    }

    private void readEvent(byte type, Payload from) throws BadFormatException {
        buildTree();
        String key = from.readString();
        Record previous = from.readByte() == 0 ? null : readRecord(from);
        if (type == SnapshotWriter.PUT_EVENT) {
            Record record = tree.get(key);
            if (record == null) {
                throw new BadFormatException("the record of an event is missing: " + key);
            }
            events.add(new WatchEvent(WatchEvent.Type.PUT, record, previous));
        } else if (previous != null) {
            events.add(new WatchEvent(WatchEvent.Type.DELETE, previous.deletedAt(revision), previous));
        } else {
            throw new BadFormatException("a deletion of nothing: " + key);
        }
    }

    private void buildTree() {
        if (!records.isEmpty()) {
            List<String> keys = new ArrayList<>(records.size());
            records.forEach(record -> keys.add(record.key()));
            tree = SortedTree.ofSorted(keys, records);
            records.clear();
        }
    }
}
