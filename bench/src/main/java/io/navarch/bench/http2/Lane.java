package io.navarch.bench.http2;

import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which a fixed number of requests is always under way: as soon as one is answered the next is sent. Runs on
 * the thread that calls {@link #run}.
 */
public final class Lane {
    private final Http2Connection connection;
    private final Source source;
    private final Outcome outcome;
    private int underWay;

    /** Gives out requests, or null when there are no more. Called by several lanes at once. */
    public interface Source {
        @Nullable
        Request next();

        /** A source of so many requests. */
        static Source of(int count, IntFunction<Request> request) {
            var next = new java.util.concurrent.atomic.AtomicInteger();
            return () -> {
                int number = next.getAndIncrement();
                return number < count ? request.apply(number) : null;
            };
        }
    }

    /** Hears of every answer, on the lane's thread. */
    public interface Outcome {
        void answered(int status, long nanos, long bytes);
    }

    public Lane(Http2Connection connection, Source source, Outcome outcome) {
        this.connection = connection;
        this.source = source;
        this.outcome = outcome;
    }

    /** Goes on until the source gives no more and all is answered. */
    public void run(int depth) throws IOException {
        for (int i = 0; i < depth; i++) {
            sendNext();
        }
        while (underWay > 0) {
            connection.receive();
        }
    }

    private void sendNext() throws IOException {
        var request = source.next();
        if (request != null) {
            underWay++;
            connection.send(request, new Pending());
        }
    }

    private final class Pending implements Receiver {
        private final long sent = System.nanoTime();
        private int status;
        private long bytes;

        @Override
        public void status(int code) {
            status = code;
        }

        @Override
        public void data(byte[] buffer, int offset, int length) {
            bytes += length;
        }

        @Override
        public void end(boolean clean) {
            underWay--;
            outcome.answered(clean ? status : 0, System.nanoTime() - sent, bytes);
            try {
                sendNext();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
