package io.navarch.streaming.websocket;

import io.navarch.streaming.Duplex;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket over a byte pair that it owns. One thread at a time may receive; any thread may send.
 *
 * <p>Pings are answered while receiving, by a short-lived thread, so that receiving never waits for sending; of several
 * unanswered pings the last one is answered, as the RFC allows.
 */
public final class WebSocket implements Closeable {
    public static final int NORMAL_CLOSURE = 1000;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;

    /** The largest message taken when nothing else is said: what upstream's own server takes. */
    public static final int DEFAULT_LIMIT = 32 * 1024 * 1024;

    private static final Logger LOG = System.getLogger(WebSocket.class.getName());
    private static final Duration GOODBYE_PATIENCE = Duration.ofMillis(500);
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CONTROL_LIMIT = 125;
    private static final int NO_STATUS = 1005;

    private final Duplex connection;
    private final boolean server;
    private final int limit;
    private final RandomGenerator masks;
    private final DataInputStream in;
    private final BufferedOutputStream out;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();
    private final AtomicBoolean closeSent = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int closeCode = NO_STATUS;
    private volatile boolean closeReceived;

    /** A role, a limit for the size of messages, and where a client's masks come from. */
    public WebSocket(Duplex connection, boolean server, int limit, RandomGenerator masks) {
        this.connection = connection;
        this.server = server;
        this.limit = limit;
        this.masks = masks;
        this.in = new DataInputStream(new BufferedInputStream(connection.input(), 32 * 1024));
        this.out = new BufferedOutputStream(connection.output(), 40 * 1024);
    }

    public static WebSocket server(Duplex connection) {
        return new WebSocket(connection, true, DEFAULT_LIMIT, new SecureRandom());
    }

    public static WebSocket client(Duplex connection) {
        return new WebSocket(connection, false, DEFAULT_LIMIT, new SecureRandom());
    }

    /**
     * The next message, or nothing once the peer has closed the WebSocket or the connection ended in order. A broken
     * connection or protocol throws, and closes the WebSocket.
     */
    public Optional<WebSocketMessage> receive() throws IOException {
        try {
            Optional<WebSocketMessage> message = readMessage();
            if (message.isEmpty()) {
                ended.countDown();
            }
            return message;
        } catch (WebSocketException e) {
            sendCloseWithin(GOODBYE_PATIENCE, e.closeCode(), Objects.requireNonNullElse(e.getMessage(), ""));
            abort();
            throw e;
        } catch (IOException e) {
            abort();
            throw e;
        }
    }

    public void sendText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(TEXT, bytes, 0, bytes.length);
    }

    public void sendBinary(byte[] bytes, int offset, int length) throws IOException {
        send(BINARY, bytes, offset, length);
    }

    /** Asks the peer for a sign of life; its answer is passed over while receiving. */
    public void ping(byte[] payload) throws IOException {
        if (payload.length > CONTROL_LIMIT) {
            throw new IllegalArgumentException("a ping carries at most " + CONTROL_LIMIT + " bytes");
        }
        send(PING, payload, 0, payload.length);
    }

    /** Sends a close message, once. Nothing can be sent after it; what the peer still sends can be received. */
    public void sendClose(int code, String reason) {
        if (!closeSent.compareAndSet(false, true)) {
            return;
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = Arrays.copyOf(
                new byte[] {(byte) (code >> 8), (byte) code}, 2 + Math.min(text.length, CONTROL_LIMIT - 2));
        System.arraycopy(text, 0, payload, 2, payload.length - 2);
        try {
            writeFrame(CLOSE, code == NO_STATUS ? new byte[0] : payload, 0, code == NO_STATUS ? 0 : payload.length);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a WebSocket broke while closing: {0}", e.toString());
        }
    }

    /**
     * Sends a close message, waits for whoever receives to see the peer's, but not longer than the patience, and closes
     * the connection. Another thread must be receiving.
     */
    public void closeAfterPeer(int code, String reason, Duration patience) {
        sendCloseWithin(GOODBYE_PATIENCE, code, reason);
        try {
            if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "the peer did not close its WebSocket in {0}", patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    /** Closes at once, with a close message if the connection takes it. */
    @Override
    public void close() {
        sendCloseWithin(GOODBYE_PATIENCE, NORMAL_CLOSURE, "");
        abort();
    }

    /** A peer that does not read must not keep us from leaving. */
    private void sendCloseWithin(Duration patience, int code, String reason) {
        try {
            Thread.ofVirtual()
                    .name("websocket-close")
                    .start(() -> sendClose(code, reason))
                    .join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the connection without a word. */
    public void abort() {
        closeSent.set(true);
        connection.close();
        ended.countDown();
    }

    /** The code in the peer's close message: 1005 for one without, or when none came. */
    public int closeCode() {
        return closeCode;
    }

    /** Whether the peer sent a close message, as opposed to a connection that just ended. */
    public boolean closedByPeer() {
        return closeReceived;
    }

    private Optional<WebSocketMessage> readMessage() throws IOException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
        int kind = 0;
        while (true) {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int second = in.readUnsignedByte();
            int opcode = checkHead(first, second);
            long length = payloadLength(second & 0x7f);
            if (opcode >= CLOSE) {
                if (!control(opcode, first, second, length)) {
                    return Optional.empty();
                }
                continue;
            }
            if ((opcode == CONTINUATION) != (kind != 0)) {
                throw new WebSocketException(PROTOCOL_ERROR, "fragment out of order");
            }
            if (length > limit - parts.size()) {
                throw new WebSocketException(MESSAGE_TOO_BIG, "message larger than " + limit + " bytes");
            }
            byte[] payload = payload(second, (int) length);
            boolean last = (first & 0x80) != 0;
            if (last && kind == 0) {
                return Optional.of(new WebSocketMessage(opcode == TEXT, payload));
            }
            kind = kind == 0 ? opcode : kind;
            parts.writeBytes(payload);
            if (last) {
                return Optional.of(new WebSocketMessage(kind == TEXT, parts.toByteArray()));
            }
        }
    }

    private int checkHead(int first, int second) throws WebSocketException {
        int opcode = first & 0x0f;
        if ((first & 0x70) != 0) {
            throw new WebSocketException(PROTOCOL_ERROR, "reserved bits are set");
        }
        if (opcode > BINARY && opcode < CLOSE || opcode > PONG) {
            throw new WebSocketException(PROTOCOL_ERROR, "unknown opcode " + opcode);
        }
        if (((second & 0x80) != 0) != server) {
            throw new WebSocketException(PROTOCOL_ERROR, server ? "frame without a mask" : "frame with a mask");
        }
        return opcode;
    }

    private long payloadLength(int small) throws IOException {
        long length =
                switch (small) {
                    case 126 -> in.readUnsignedShort();
                    case 127 -> in.readLong();
                    default -> small;
                };
        if (length < 0) {
            throw new WebSocketException(PROTOCOL_ERROR, "payload length is negative");
        }
        return length;
    }

    /** Reads in steps, so that a length alone makes nobody allocate. */
    private byte[] payload(int second, int length) throws IOException {
        byte[] mask = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(mask);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("connection ends within a message");
        }
        Masking.apply(mask, payload, 0, payload.length);
        return payload;
    }

    /** Handles a control frame; false for the one that closes. */
    private boolean control(int opcode, int first, int second, long length) throws IOException {
        if (length > CONTROL_LIMIT || (first & 0x80) == 0) {
            throw new WebSocketException(PROTOCOL_ERROR, "control frame too long or in fragments");
        }
        byte[] payload = payload(second, (int) length);
        if (opcode == PING) {
            answer(payload);
        } else if (opcode == CLOSE) {
            if (payload.length >= 2) {
                closeCode = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
            closeReceived = true;
            sendCloseWithin(GOODBYE_PATIENCE, closeCode, "");
            return false;
        }
        return true;
    }

    private void answer(byte[] payload) {
        if (pong.getAndSet(payload) != null) {
            return;
        }
        Thread.ofVirtual().name("websocket-pong").start(() -> {
            byte[] latest = pong.getAndSet(null);
            try {
                if (latest != null && !closeSent.get()) {
                    writeFrame(PONG, latest, 0, latest.length);
                }
            } catch (IOException e) {
                // The receiving thread meets the broken connection too, and reports it.
                LOG.log(Level.DEBUG, "a WebSocket broke at a pong: {0}", e.toString());
            }
        });
    }

    private void send(int opcode, byte[] bytes, int offset, int length) throws IOException {
        if (closeSent.get()) {
            throw new IOException("the WebSocket is closed");
        }
        writeFrame(opcode, bytes, offset, length);
    }

    private void writeFrame(int opcode, byte[] bytes, int offset, int length) throws IOException {
        sending.lock();
        try {
            out.write(0x80 | opcode);
            int maskBit = server ? 0 : 0x80;
            if (length <= CONTROL_LIMIT) {
                out.write(maskBit | length);
            } else if (length <= 0xffff) {
                out.write(maskBit | 126);
                out.write(length >> 8);
                out.write(length);
            } else {
                out.write(maskBit | 127);
                out.write(new byte[4]);
                out.write(
                        new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
            }
            if (server) {
                out.write(bytes, offset, length);
            } else {
                byte[] mask = new byte[4];
                masks.nextBytes(mask);
                out.write(mask);
                byte[] masked = Arrays.copyOfRange(bytes, offset, offset + length);
                Masking.apply(mask, masked, 0, length);
                out.write(masked);
            }
            out.flush();
        } finally {
            sending.unlock();
        }
    }
}
