package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Joins two byte pairs: what one peer sends goes to the other, and so does the end of what it sends.
 *
 * <p>When one direction fails, or a peer breaks off, both pairs are closed; otherwise the tunnel lives until both
 * directions have ended.
 */
public final class Tunnel {
    private static final Logger LOG = System.getLogger(Tunnel.class.getName());
    private static final int BUFFER = 32 * 1024;

    private Tunnel() {}

    /** Copies until both directions have ended, then closes both pairs. One direction runs on the calling thread. */
    public static void join(Duplex left, Duplex right) {
        Thread back = Thread.ofVirtual().name("tunnel-back").start(() -> copyAll(right, left));
        copyAll(left, right);
        boolean interrupted = joinUninterruptibly(back, left, right);
        left.close();
        right.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joinUninterruptibly(Thread thread, Duplex left, Duplex right) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                // An interrupted tunnel is one to be given up: closing both pairs ends the other direction at once.
                interrupted = true;
                left.close();
                right.close();
            }
        }
    }

    private static void copyAll(Duplex from, Duplex to) {
        try {
            copy(from.input(), to.output());
            if (from.aborted()) {
                from.close();
                to.close();
            } else {
                Closing.outputQuietly(to);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a tunnel broke: {0}", e.toString());
            from.close();
            to.close();
        }
    }

    /** Copies to the end of the input, passing each piece on as it comes. */
    public static long copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
            total += count;
        }
        return total;
    }
}
