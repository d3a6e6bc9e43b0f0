package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Joins two byte pairs: what one peer sends goes to the other, and so does the end of what it sends.
 *
 * <p>The tunnel lives until both directions have ended. A peer that breaks off ends both at once. One that only takes
 * no more may still have sent something: that is passed on, while what is meant for it is dropped.
 */
public final class Tunnel {
    private static final Logger LOG = System.getLogger(Tunnel.class.getName());
    private static final int BUFFER = 32 * 1024;

    /** How long a peer may go on sending to one that has left. */
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(10);

    private final Duplex left;
    private final Duplex right;
    private final CountDownLatch ended = new CountDownLatch(2);
    private volatile boolean dropping;

    private Tunnel(Duplex left, Duplex right) {
        this.left = left;
        this.right = right;
    }

    /** Copies until both directions have ended, then closes both pairs; closes them at once when interrupted. */
    public static void join(Duplex left, Duplex right) {
        new Tunnel(left, right).join();
    }

    private void join() {
        Thread.ofVirtual().name("tunnel-forth").start(() -> direction(left, right));
        Thread.ofVirtual().name("tunnel-back").start(() -> direction(right, left));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeBoth();
        }
    }

    private void closeBoth() {
        left.close();
        right.close();
    }

    private void direction(Duplex from, Duplex to) {
        boolean dropped = false;
        try {
            dropped = pass(from, to);
            if (from.aborted()) {
                closeBoth();
            } else {
                Closing.outputQuietly(to);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a tunnel broke: {0}", e.toString());
            closeBoth();
        } finally {
            ended.countDown();
        }
        if (dropping && !dropped) {
            awaitOther();
        }
    }

    /** Copies to the end of the input, and says whether some of it had to be dropped. */
    private boolean pass(Duplex from, Duplex to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream input = from.input();
        boolean dropped = false;
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            if (!dropped && !sent(to, buffer, count)) {
                dropped = true;
                dropping = true;
                if (ended.getCount() == 1) {
                    Thread.ofVirtual().name("tunnel-leave").start(this::awaitOther);
                }
            }
        }
        return dropped;
    }

    private static boolean sent(Duplex to, byte[] buffer, int count) {
        try {
            to.output().write(buffer, 0, count);
            to.output().flush();
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the far end of a tunnel takes no more: {0}", e.toString());
            return false;
        }
    }

    /** The peer that left has said all; the other has been told and should soon end too. */
    private void awaitOther() {
        try {
            if (!ended.await(LEAVE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                closeBoth();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
