package io.navarch.store.log;

import io.navarch.store.format.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Tells a write that a crash cut short from damage to what was written.
 *
 * <p>A frame is written only after the one before is synced. So a bad frame can be an unfinished, never acknowledged
 * write only when nothing comes after it, and when either the file ends within it, or a whole sector of it was never
 * written and reads as zeros (a frame has no zeros at its ends, and values of the API server have none at all). All
 * else is damage.
 */
final class TornTail {
    private static final int SECTOR = 512;

    private final ByteBuffer rest;
    private final int toSectorEnd;

    private TornTail(ByteBuffer rest, int toSectorEnd) {
        this.rest = rest;
        this.toSectorEnd = toSectorEnd;
    }

    /** Whether what begins at {@code offset}, which is not a sound frame, is the torn end of the file. */
    static boolean isTorn(FileChannel file, long offset) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(file.size() - offset));
        while (rest.hasRemaining() && file.read(rest, offset + rest.position()) >= 0) {
            // a channel may give less than was asked for
        }
        rest.flip();
        return new TornTail(rest, (int) (SECTOR - offset % SECTOR)).isTorn();
    }

    private boolean isTorn() {
        if (isZero(0, rest.limit())) {
            return true;
        }
        if (rest.limit() < Frame.HEADER) {
            return true;
        }
        if (soundFrameFollows()) {
            return false;
        }
        int length = Frame.payloadLength(rest, 0);
        if (length < 0) {
            return hasUnwrittenSector(Frame.HEADER);
        }
        long end = (long) Frame.HEADER + length;
        if (end > rest.limit()) {
            return true;
        }
        return isZero((int) end, rest.limit()) && hasUnwrittenSector((int) end);
    }

    private boolean soundFrameFollows() {
        for (int at = 1; at <= rest.limit() - Frame.HEADER; at++) {
            if (Frame.payloadLength(rest, at) >= 0 && Frame.payloadIsValid(rest, at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the part of some sector that lies before {@code end} is zeros only. */
    private boolean hasUnwrittenSector(int end) {
        int from = 0;
        for (int to = Math.min(toSectorEnd, end); from < end; to = Math.min(to + SECTOR, end)) {
            if (isZero(from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    private boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (rest.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
