package io.navarch.embedded.transport;

import io.navarch.apiserver.request.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** The frames of an answer, one after the other, as a stream of bytes. Used by one thread. */
final class FramesInputStream extends InputStream {
    private final ApiResponse.Frames frames;
    private byte[] frame = {};
    private int position;

    FramesInputStream(ApiResponse.Frames frames) {
        this.frames = frames;
    }

    /** Moves on to the next frame that is not empty; false at the end. */
    private boolean fill() throws IOException {
        while (position == frame.length) {
            byte @Nullable [] next;
            try {
                next = frames.next();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            if (next == null) {
                return false;
            }
            frame = next;
            position = 0;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? frame[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, frame.length - position);
        System.arraycopy(frame, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        frames.close();
    }
}
