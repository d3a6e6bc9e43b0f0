package io.navarch.store.format;

import io.navarch.store.WatchEvent;
import io.navarch.store.mvcc.History;
import io.navarch.store.mvcc.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A state and the changes of its revision, which is all that a history needs to begin: the state can be listed, watches
 * can begin at its revision, and the steps after it can be replayed.
 */
public record Snapshot(State state, List<WatchEvent> events) {

    /** The current state of a history. */
    public static Snapshot current(History history) {
        return history.current(Snapshot::new);
    }

    /** The oldest state that a history retains: with the steps after it, it gives the whole history. */
    public static Snapshot oldest(History history) {
        return history.oldest(Snapshot::new);
    }

    /** The same without the memory of what could be read of the time before it. */
    public Snapshot withoutHistory() {
        return new Snapshot(state.withoutHistory(), events);
    }

    /** A history that begins here. */
    public History toHistory() {
        return new History(state, events);
    }

    public void writeTo(OutputStream to) throws IOException {
        writeTo(Channels.newChannel(to));
    }

    public void writeTo(WritableByteChannel to) throws IOException {
        new SnapshotWriter(to).write(this);
    }

    /** Reads a snapshot, which must reach to the end of the stream. */
    public static Snapshot readFrom(InputStream from) throws IOException {
        return readFrom(Channels.newChannel(from));
    }

    /**
     * Reads a snapshot, which must reach to the end of the channel.
     *
     * @throws BadFormatException says where it is damaged
     */
    public static Snapshot readFrom(ReadableByteChannel from) throws IOException {
        return new SnapshotReader(from).read();
    }
}
