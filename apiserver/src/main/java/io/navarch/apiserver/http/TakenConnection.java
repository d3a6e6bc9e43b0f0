package io.navarch.apiserver.http;

import io.navarch.apiserver.request.ApiResponse;
import io.navarch.streaming.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection after its 101 answer: Jetty's asynchronous end point as a pair of blocking streams for the conversation, which
 * gets a virtual thread of its own.
 */
final class TakenConnection extends AbstractConnection implements Connection.UpgradeTo {
    private static final Logger LOG = LoggerFactory.getLogger(TakenConnection.class);
    private static final int BUFFER = 32 * 1024;

    private final ApiResponse.Conversation conversation;
    /** What the client sent behind its request, and later what was read and not yet asked for; in read mode. */
    private ByteBuffer received = ByteBuffer.allocate(0);

    TakenConnection(EndPoint endPoint, Executor executor, ApiResponse.Conversation conversation) {
        super(endPoint, executor);
        this.conversation = conversation;
    }

    @Override
    public void onUpgradeTo(ByteBuffer prefilled) {
        received = ByteBuffer.allocate(prefilled.remaining()).put(prefilled).flip();
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0);
        Thread.ofVirtual().name("taken-connection").start(this::converse);
    }

    private void converse() {
        var duplex = new Streams();
        try {
            conversation.hold(duplex);
        } catch (IOException e) {
            LOG.debug("a taken connection broke: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("a taken connection failed", e);
        } finally {
            duplex.close();
        }
    }

    @Override
    public void onFillable() {
        // Reads ask with a callback of their own.
    }

    /** Both directions of the connection. */
    private final class Streams implements Duplex {
        private final Input input = new Input();
        private final Output output = new Output();

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public void closeOutput() {
            getEndPoint().shutdownOutput();
        }

        @Override
        public boolean aborted() {
            return input.broken;
        }

        @Override
        public void close() {
            getEndPoint().close();
        }
    }

    private final class Input extends InputStream {
        private volatile boolean broken;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (!received.hasRemaining() && !fill()) {
                return -1;
            }
            int count = Math.min(length, received.remaining());
            received.get(bytes, offset, count);
            return count;
        }

        @Override
        public int available() {
            return received.remaining();
        }

        private boolean fill() throws IOException {
            if (received.capacity() < BUFFER) {
                received = ByteBuffer.allocate(BUFFER);
            }
            while (true) {
                // Jetty's buffers between calls are in read mode: position and limit around what is there.
                received.position(0).limit(0);
                int count;
                try {
                    count = getEndPoint().fill(received);
                } catch (IOException e) {
                    broken = true;
                    throw e;
                }
                if (count > 0) {
                    return true;
                }
                if (count < 0) {
                    return false;
                }
                awaitBytes();
            }
        }

        private void awaitBytes() throws IOException {
            var ready = new Signal();
            getEndPoint().fillInterested(ready);
            ready.await();
        }

        @Override
        public void close() {
            getEndPoint().close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var done = new Signal();
            getEndPoint().write(done, ByteBuffer.wrap(bytes, offset, length));
            done.await();
        }

        @Override
        public void close() {
            getEndPoint().shutdownOutput();
        }
    }

    /** Something that will have happened. */
    private static final class Signal implements Callback {
        private final CompletableFuture<Void> happened = new CompletableFuture<>();

        @Override
        public void succeeded() {
            happened.complete(null);
        }

        @Override
        public void failed(Throwable cause) {
            happened.completeExceptionally(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        void await() throws IOException {
            try {
                happened.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("interrupted on a taken connection");
            } catch (ExecutionException e) {
                throw new IOException("the connection broke: " + e.getCause(), e.getCause());
            }
        }
    }
}
