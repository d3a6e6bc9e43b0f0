package io.navarch.streaming.spdy;

import io.navarch.streaming.BytePipe;
import io.navarch.streaming.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One stream of a {@link SpdySession}.
 *
 * <p>The input ends when the peer has finished, and also, after what had already come, when it reset the stream or the
 * session ended: a kubelet ends the output of a command that way. {@link #aborted()} tells the two apart. Writing to a
 * stream that the peer reset throws. At most {@value #WINDOW} bytes wait to be read; a full stream holds up its sender,
 * or, if that keeps no windows, the whole session.
 */
public final class SpdyStream implements Duplex {
    /**
     * What a stream holds for its reader, and the window it gives to the peer. Odd, so that a peer that ignores it and
     * sends in round pieces does not look like one that has come to its end.
     */
    static final int WINDOW = 256 * 1024 + 1;

    /** Data frames are cut to this, so that streams take turns on the connection. */
    private static final int CHUNK = 32 * 1024;

    private final int id;
    private final Map<String, String> headers;
    private final SpdySession session;
    private final SendWindows.Window window;
    private final BytePipe received = new BytePipe(WINDOW, this::consumed);
    private final StreamOutput output = new StreamOutput();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicBoolean replied = new AtomicBoolean();
    private final AtomicBoolean localFinished = new AtomicBoolean();
    private final AtomicBoolean remoteFinished = new AtomicBoolean();
    private final ReceiveWindow given;
    private volatile boolean broken;

    SpdyStream(SpdySession session, int id, Map<String, String> headers, SendWindows.Window window) {
        this.session = session;
        this.id = id;
        this.headers = Map.copyOf(headers);
        this.window = window;
        this.given = new ReceiveWindow(WINDOW, session.peerWindows());
    }

    public int id() {
        return id;
    }

    /** The headers it was opened with, by their lower-case names. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Agrees to a stream that the peer opened. The first write does so too. */
    public void reply() throws IOException {
        if (session.isRemote(id) && replied.compareAndSet(false, true)) {
            session.writer().send(new SpdyFrame.SynReply(id, false, Map.of()));
        }
    }

    @Override
    public InputStream input() {
        return received.input();
    }

    @Override
    public OutputStream output() {
        return output;
    }

    /** Sends the end of our output. */
    @Override
    public void closeOutput() throws IOException {
        if (broken || localFinished.get()) {
            return;
        }
        reply();
        if (localFinished.compareAndSet(false, true)) {
            session.writer().fin(id);
            forgetWhenDone();
        }
    }

    /** Breaks the stream off in both directions; nothing happens to a stream that has ended in both. */
    public void reset() {
        reset(SpdyFrame.CANCEL);
    }

    /** Turns down a stream that the peer opened. */
    public void refuse() {
        reset(SpdyFrame.REFUSED_STREAM);
    }

    private void reset(int status) {
        if (!broken && !(localFinished.get() && remoteFinished.get())) {
            session.answer(() -> new SpdyFrame.RstStream(id, status));
            broken();
            session.forget(this);
        }
        received.closeReader();
    }

    @Override
    public boolean aborted() {
        return broken && !remoteFinished.get();
    }

    /** Resets the stream unless both ends have finished. */
    @Override
    public void close() {
        reset();
    }

    SendWindows.Window window() {
        return window;
    }

    void awaitReply(Duration patience) throws IOException {
        try {
            if (!answered.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                reset();
                throw new IOException("timed out waiting for the peer to reply to stream " + id);
            }
        } catch (InterruptedException e) {
            reset();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while opening a stream");
        }
        if (!replied.get()) {
            throw new IOException("the peer refused stream " + id + " " + headers);
        }
    }

    /** The peer agreed to our stream. */
    void peerReplied() {
        replied.set(true);
        answered.countDown();
    }

    void received(byte[] bytes, int length) throws InterruptedIOException {
        if (!remoteFinished.get()) {
            given.arrived(length);
            received.write(bytes, 0, length);
        }
    }

    void peerFinished() {
        if (remoteFinished.compareAndSet(false, true)) {
            received.finish();
            forgetWhenDone();
        }
    }

    /** Only the peer writes: a stream opened one-way has no direction back. */
    void oneWay() {
        localFinished.set(true);
    }

    /** The peer reset the stream, or the session ended. What was received stays readable. */
    void broken() {
        if (!localFinished.get() || !remoteFinished.get()) {
            broken = true;
        }
        session.windows().close(window);
        received.finish();
        answered.countDown();
    }

    /** Nobody will read what is there or comes. */
    void discardInput() {
        received.closeReader();
    }

    private void forgetWhenDone() {
        if (localFinished.get() && remoteFinished.get()) {
            session.forget(this);
        }
    }

    private void consumed(int count) {
        if (!broken && !remoteFinished.get() && given.consumed(count)) {
            session.answer(() -> new SpdyFrame.WindowUpdate(id, given.grant()));
        }
    }

    @Override
    public String toString() {
        return "SPDY stream " + id + " " + headers;
    }

    private final class StreamOutput extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length > 0) {
                reply();
            }
            int done = 0;
            while (done < length) {
                if (broken) {
                    throw new IOException("stream " + id + " was reset");
                }
                if (localFinished.get()) {
                    throw new IOException("stream " + id + " is closed for writing");
                }
                int count = session.windows().take(window, Math.min(CHUNK, length - done));
                session.writer().data(id, bytes, offset + done, count);
                done += count;
            }
        }

        @Override
        public void close() throws IOException {
            closeOutput();
        }
    }
}
