package io.navarch.streaming.spdy;

/**
 * What is known of whether the peer keeps the windows we give it.
 *
 * <p>It matters because an update to a peer that keeps none does harm: when such a peer closes its connection with an
 * update unread, its kernel throws away what the peer had sent last.
 */
final class PeerWindows {
    private enum Knowledge {
        UNKNOWN,
        KEPT,
        IGNORED
    }

    private volatile Knowledge knowledge = Knowledge.UNKNOWN;

    /** The peer sent a frame of flow control. */
    void kept() {
        knowledge = Knowledge.KEPT;
    }

    /** The peer sent more than a window allowed. */
    void overrun() {
        if (knowledge == Knowledge.UNKNOWN) {
            knowledge = Knowledge.IGNORED;
        }
    }

    boolean areKept() {
        return knowledge == Knowledge.KEPT;
    }

    boolean areIgnored() {
        return knowledge == Knowledge.IGNORED;
    }
}
