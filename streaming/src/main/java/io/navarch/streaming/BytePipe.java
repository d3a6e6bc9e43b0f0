package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * A bounded queue of bytes from the thread that reads a connection to the one that reads a stream of it.
 *
 * <p>A full pipe blocks its writer. Memory grows with what is waiting, up to the capacity. Once the reader has closed
 * its end, what is written is counted as read and forgotten.
 */
public final class BytePipe {
    private static final int FIRST_SIZE = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int capacity;
    private final IntConsumer consumed;
    private final PipeInput input = new PipeInput();
    private byte[] ring = new byte[0];
    private int head;
    private int size;
    private boolean finished;
    private boolean readerClosed;

    public BytePipe(int capacity) {
        this(capacity, count -> {});
    }

    /** Calls {@code consumed}, outside of any lock, with the number of bytes that left the pipe. */
    public BytePipe(int capacity, IntConsumer consumed) {
        this.capacity = capacity;
        this.consumed = consumed;
    }

    public InputStream input() {
        return input;
    }

    /**
     * Puts all the bytes in, waiting for room. What comes after {@link #finish()} is dropped.
     *
     * @return whether none was dropped
     */
    public boolean write(byte[] bytes, int offset, int length) throws InterruptedIOException {
        int done = 0;
        while (done < length) {
            int dropped = 0;
            lock.lock();
            try {
                while (size == capacity && !readerClosed && !finished) {
                    await();
                }
                if (readerClosed || finished) {
                    dropped = length - done;
                    done = length;
                } else {
                    done += put(bytes, offset + done, length - done);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (dropped > 0) {
                consumed.accept(dropped);
                return false;
            }
        }
        return true;
    }

    /** Ends the pipe: the reader gets what is waiting and then the end of the stream. */
    public void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is waiting and all that will come. */
    public void closeReader() {
        int dropped;
        lock.lock();
        try {
            readerClosed = true;
            dropped = size;
            size = 0;
            ring = new byte[0];
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            consumed.accept(dropped);
        }
    }

    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in a pipe");
        }
    }

    private int put(byte[] bytes, int offset, int length) {
        int count = Math.min(length, capacity - size);
        grow(size + count);
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        System.arraycopy(bytes, offset, ring, tail, first);
        System.arraycopy(bytes, offset + first, ring, 0, count - first);
        size += count;
        return count;
    }

    private void grow(int needed) {
        if (needed <= ring.length) {
            return;
        }
        int length = Math.min(capacity, Math.max(FIRST_SIZE, Math.max(needed, ring.length * 2)));
        byte[] bigger = new byte[length];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, bigger, 0, first);
        System.arraycopy(ring, 0, bigger, first, size - first);
        ring = bigger;
        head = 0;
    }

    private int take(byte[] bytes, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, bytes, offset, first);
        System.arraycopy(ring, 0, bytes, offset + first, count - first);
        size -= count;
        head = size == 0 ? 0 : (head + count) % ring.length;
        return count;
    }

    private final class PipeInput extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            int count;
            lock.lock();
            try {
                while (size == 0 && !finished && !readerClosed) {
                    await();
                }
                if (readerClosed || size == 0) {
                    return -1;
                }
                count = take(bytes, offset, length);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            consumed.accept(count);
            return count;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return size;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            closeReader();
        }
    }
}
