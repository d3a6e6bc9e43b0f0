/**
 * SPDY/3.1 sessions, both roles, as kubectl, the kubelet and container engines speak it after an HTTP upgrade.
 *
 * <p>A session owns two virtual threads: one reads frames and fills the bounded pipes of the streams, one sends what the
 * reader has to answer (pings, window updates, resets), so that reading never waits for writing. Whoever uses a stream
 * reads and writes it on threads of their own. The frame layout is that of the draft "SPDY Protocol - Draft 3.1".
 */
@NullMarked
package io.navarch.streaming.spdy;

import org.jspecify.annotations.NullMarked;
