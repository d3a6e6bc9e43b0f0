package io.navarch.bench.api;

import io.navarch.bench.http2.Http2Connection;
import io.navarch.bench.http2.Http2Exception;
import io.navarch.bench.http2.Receiver;
import io.navarch.bench.http2.Request;
import io.navarch.bench.http2.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Many watchers of the same, spread evenly over connections with a thread each. They count events and throw them away. */
final class Crowd implements AutoCloseable {
    private final List<Http2Connection> connections = new ArrayList<>();
    private final int expected;
    private final CountDownLatch open;
    private final CountDownLatch done;
    private final AtomicInteger cutOff = new AtomicInteger();
    private final LongAdder events = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean closing;

    private Crowd(int watchers, int expected) {
        this.expected = expected;
        this.open = new CountDownLatch(watchers);
        this.done = new CountDownLatch(watchers);
    }

    /** @param expected how many events each watcher waits for */
    static Crowd of(Target target, int watchers, int connections, String path, int expected) throws IOException {
        var crowd = new Crowd(watchers, expected);
        for (int i = 0; i < connections; i++) {
            var connection = Http2Connection.open(target);
            crowd.connections.add(connection);
            int share = watchers / connections;
            Thread.ofPlatform().name("watchers-" + i).daemon().start(() -> crowd.watch(connection, share, path));
        }
        return crowd;
    }

    private void watch(Http2Connection connection, int share, String path) {
        try {
            for (int i = 0; i < share; i++) {
                connection.send(Request.get(path), new Watcher());
            }
            while (!closing) {
                connection.receive();
            }
        } catch (IOException | Http2Exception e) {
            if (!closing) {
                throw new IllegalStateException("watching failed", e);
            }
        }
    }

    private final class Watcher implements Receiver {
        private int seen;
        private boolean over;

        @Override
        public void status(int code) {
            if (code == 200) {
                open.countDown();
            }
        }

        @Override
        public void data(byte[] buffer, int offset, int length) {
            int lines = 0;
            for (int i = offset; i < offset + length; i++) {
                if (buffer[i] == '\n') {
                    lines++;
                }
            }
            bytes.add(length);
            events.add(lines);
            seen += lines;
            if (seen >= expected) {
                finish();
            }
        }

        @Override
        public void end(boolean clean) {
            if (!over) {
                cutOff.incrementAndGet();
                finish();
            }
        }

        private void finish() {
            if (!over) {
                over = true;
                done.countDown();
            }
        }
    }

    void awaitOpen(Duration patience) throws InterruptedException {
        if (!open.await(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(open.getCount() + " watches were not answered");
        }
    }

    /** Whether every watcher got everything or was cut off in time. */
    boolean awaitAll(Duration patience) throws InterruptedException {
        return done.await(patience.toSeconds(), TimeUnit.SECONDS);
    }

    int cutOff() {
        return cutOff.get();
    }

    long events() {
        return events.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    @Override
    public void close() throws IOException {
        closing = true;
        for (var connection : connections) {
            connection.close();
        }
    }
}
