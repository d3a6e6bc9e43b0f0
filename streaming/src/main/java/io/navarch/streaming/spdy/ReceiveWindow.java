package io.navarch.streaming.spdy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A window given to the peer: how much has arrived, and when the peer is due an update.
 *
 * <p>A peer known to keep windows gets one when half is used up; one that is known to ignore them, never; one not known
 * yet, when it has sent exactly as much as it may and has to stop.
 */
final class ReceiveWindow {
    private final int size;
    private final PeerWindows peer;
    private final AtomicLong allowed;
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong credit = new AtomicLong();
    private final AtomicBoolean granting = new AtomicBoolean();

    ReceiveWindow(int size, PeerWindows peer) {
        this.size = size;
        this.peer = peer;
        this.allowed = new AtomicLong(size);
    }

    void arrived(int count) {
        if (arrived.addAndGet(count) > allowed.get()) {
            peer.overrun();
        }
    }

    /** Counts what left; says whether an update is to be sent now, for which {@link #grant} must be called. */
    boolean consumed(int count) {
        boolean half = credit.addAndGet(count) >= size / 2;
        boolean due = peer.areKept() || !peer.areIgnored() && arrived.get() == allowed.get();
        return half && due && granting.compareAndSet(false, true);
    }

    /** The size of the update, made when it is sent. */
    int grant() {
        granting.set(false);
        int delta = (int) Math.min(Integer.MAX_VALUE, credit.getAndSet(0));
        allowed.addAndGet(delta);
        return delta;
    }
}
