package io.navarch.bench.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Calls one after the other on one connection, for what is not measured. Confined to one thread. */
public final class Exchange implements AutoCloseable {
    private final Http2Connection connection;

    /** A whole answer. */
    public record Answer(int status, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** This answer, if the server did what it was asked. */
        public Answer orFail() {
            if (status >= 300) {
                throw new Http2Exception("the server answered " + status + ": " + text().strip());
            }
            return this;
        }
    }

    private static final class Collector implements Receiver {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;
        private boolean done;

        @Override
        public void status(int code) {
            status = code;
        }

        @Override
        public void data(byte[] buffer, int offset, int length) {
            body.write(buffer, offset, length);
        }

        @Override
        public void end(boolean clean) {
            done = true;
        }
    }

    public Exchange(Target target) throws IOException {
        connection = Http2Connection.open(target);
    }

    /** Sends the request and waits for its answer. */
    public Answer call(Request request) throws IOException {
        var collector = new Collector();
        connection.send(request, collector);
        while (!collector.done) {
            connection.receive();
        }
        return new Answer(collector.status, collector.body.toByteArray());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
