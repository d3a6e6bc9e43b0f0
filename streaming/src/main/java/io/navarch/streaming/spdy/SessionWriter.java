package io.navarch.streaming.spdy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Sends the frames of a session. Threads of streams write through it directly, one at a time; the reading thread, which
 * must never wait for the peer to read, leaves its answers in a queue. Whoever writes next sends them, or the thread
 * that runs {@link #sendAnswers()}.
 */
final class SessionWriter {
    /** More unsent answers than this are the work of a peer that asks and does not read. */
    private static final int QUEUE = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final BlockingQueue<Supplier<SpdyFrame>> answers = new LinkedBlockingQueue<>(QUEUE);
    private final FrameWriter frames;
    private boolean closed;

    SessionWriter(OutputStream out) {
        frames = new FrameWriter(out);
    }

    void send(SpdyFrame frame) throws IOException {
        lock.lock();
        try {
            writeAnswers();
            frames.write(frame);
            frames.flush();
        } finally {
            lock.unlock();
        }
    }

    void data(int streamId, byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            writeAnswers();
            frames.data(streamId, bytes, offset, length, false);
            frames.flush();
        } finally {
            lock.unlock();
        }
    }

    void fin(int streamId) throws IOException {
        lock.lock();
        try {
            writeAnswers();
            frames.data(streamId, true);
            frames.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Queues a frame, which is made when its turn comes. Says false when the queue is full. */
    boolean later(Supplier<SpdyFrame> frame) {
        return answers.offer(frame);
    }

    /** Queues a last frame and waits for it and all before it to be sent, but not longer than the patience. */
    void last(SpdyFrame frame, Duration patience) {
        CountDownLatch reached = new CountDownLatch(1);
        boolean queued = later(() -> {
            reached.countDown();
            return frame;
        });
        try {
            if (queued
                    && reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)
                    && lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends answers as they come, until interrupted or the connection fails. */
    void sendAnswers() throws IOException {
        try {
            while (true) {
                Supplier<SpdyFrame> next = answers.take();
                lock.lock();
                try {
                    checkOpen();
                    frames.write(next.get());
                    writeAnswers();
                    frames.flush();
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAnswers() throws IOException {
        checkOpen();
        for (Supplier<SpdyFrame> next = answers.poll(); next != null; next = answers.poll()) {
            frames.write(next.get());
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the session has ended");
        }
    }

    /** Frees the compressor. The connection must be closed before, so that no writer is stuck in it. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                frames.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
