package io.navarch.streaming;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A pair of byte streams to one peer: a socket, a connection taken over from an HTTP server, a SPDY stream, a WebSocket
 * that carries raw bytes. One thread may read while another writes.
 */
public interface Duplex extends Closeable {
    InputStream input();

    /** Where bytes for the peer go. Each write reaches the peer without a flush being asked for, or upon flush. */
    OutputStream output();

    /** Tells the peer that no more bytes come, and keeps reading possible. */
    void closeOutput() throws IOException;

    /**
     * Whether the input ended because the peer broke off, not because it had no more to say. Known once
     * {@link #input()} has ended.
     */
    default boolean aborted() {
        return false;
    }

    /** Ends both directions and wakes whoever is blocked in them. May be called at any time, from any thread, again. */
    @Override
    void close();
}
