package io.navarch.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * Carries calls to an API server under one identity. Thread-safe; calls block. A server that cannot be reached shows as an
 * {@link java.io.UncheckedIOException}, a refusal as an answer.
 */
public interface Transport extends AutoCloseable {
    Answer call(Call call);

    /**
     * Opens a watch.
     *
     * @throws io.navarch.model.status.ApiException if the server refuses it
     */
    Frames watch(Call call);

    /** Opens an answer of unknown length, such as a followed log; the same errors as {@link #watch}. */
    InputStream stream(Call call);

    @Override
    void close();

    /** The documents of a watch, one at a time. */
    interface Frames extends AutoCloseable {
        /** The next document, or null when the server ended the stream. Blocks. */
        byte @org.jspecify.annotations.Nullable [] next() throws IOException, InterruptedException;

        /** Ends the watch; a thread blocked in {@link #next} gets null or an exception. */
        @Override
        void close();
    }
}
