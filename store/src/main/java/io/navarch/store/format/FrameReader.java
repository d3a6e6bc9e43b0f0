package io.navarch.store.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Reads frame after frame from a channel. Owned by one thread. */
public final class FrameReader {
    private final ReadableByteChannel from;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).flip();
    private long offset;
    private int frameLength;

    public FrameReader(ReadableByteChannel from) {
        this.from = from;
    }

    /** Where the frame that {@link #next} gave begins, or where the one that it refused should. */
    public long offset() {
        return offset;
    }

    /** Whether there is a sound frame at {@link #offset}: then what is wrong is what it says. */
    public boolean isSound() {
        return frameLength > 0;
    }

    /**
     * The payload of the next frame, to be used before the next call, or null at the end.
     *
     * @throws BadFormatException when what comes is not a whole and sound frame
     */
    public @Nullable Payload next() throws IOException {
        buffer.position(buffer.position() + frameLength);
        offset += frameLength;
        frameLength = 0;
        fill(Frame.HEADER);
        if (!buffer.hasRemaining()) {
            return null;
        }
        int length = Frame.payloadLength(buffer, buffer.position());
        if (length < 0) {
            throw new BadFormatException("no frame header");
        }
        fill(Frame.HEADER + length);
        int start = buffer.position();
        if (!Frame.payloadIsValid(buffer, start)) {
            throw new BadFormatException("checksum mismatch");
        }
        frameLength = Frame.HEADER + length;
        return new Payload(buffer.slice(start + Frame.HEADER, length));
    }

    /** Has at least {@code wanted} bytes ready, or all that are left. */
    private void fill(int wanted) throws IOException {
        if (buffer.remaining() >= wanted) {
            return;
        }
        if (wanted > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(wanted).put(buffer);
        } else {
            buffer.compact();
        }
        while (buffer.position() < wanted && from.read(buffer) >= 0) {
            // a channel may give less than was asked for
        }
        buffer.flip();
    }
}
