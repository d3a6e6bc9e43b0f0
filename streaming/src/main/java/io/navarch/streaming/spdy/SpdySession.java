package io.navarch.streaming.spdy;

import io.navarch.streaming.Duplex;
import io.navarch.streaming.spdy.SpdyFrame.Data;
import io.navarch.streaming.spdy.SpdyFrame.GoAway;
import io.navarch.streaming.spdy.SpdyFrame.Headers;
import io.navarch.streaming.spdy.SpdyFrame.Ping;
import io.navarch.streaming.spdy.SpdyFrame.RstStream;
import io.navarch.streaming.spdy.SpdyFrame.Settings;
import io.navarch.streaming.spdy.SpdyFrame.SynReply;
import io.navarch.streaming.spdy.SpdyFrame.SynStream;
import io.navarch.streaming.spdy.SpdyFrame.Unknown;
import io.navarch.streaming.spdy.SpdyFrame.WindowUpdate;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A SPDY/3.1 session over a byte pair, in the client's or the server's role. It owns the pair and closes it.
 *
 * <p>Streams of the peer are taken with {@link #accept}, streams of ours made with {@link #open}. Before leaving, a
 * server that has said all should use {@link #closeAfterPeer}: the peers we serve drop what they have not yet handed on
 * when the connection ends.
 */
public final class SpdySession implements Closeable {
    private static final Logger LOG = System.getLogger(SpdySession.class.getName());

    /** Streams the peer may have open at a time; further ones are refused. */
    static final int MAX_STREAMS = 2048;

    private static final int SESSION_WINDOW = 16 * 1024 * 1024;
    private static final Duration REPLY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration WINDOW_PATIENCE = Duration.ofSeconds(5);
    private static final Duration GOODBYE_PATIENCE = Duration.ofMillis(500);

    private final Duplex connection;
    private final boolean server;
    private final FrameReader reader;
    private final SessionWriter writer;
    private final SendWindows windows = new SendWindows(WINDOW_PATIENCE);
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<Optional<SpdyStream>> incoming = new LinkedBlockingQueue<>();
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final byte[] payload = new byte[32 * 1024];
    private final Thread answering;
    private int nextId;
    private volatile int lastPeerId;
    private final PeerWindows peerWindows = new PeerWindows();
    private final ReceiveWindow received = new ReceiveWindow(SESSION_WINDOW, peerWindows);
    private volatile boolean peerLeaving;
    private volatile boolean draining;

    private SpdySession(Duplex connection, boolean server) {
        this.connection = connection;
        this.server = server;
        this.nextId = server ? 2 : 1;
        this.reader = new FrameReader(connection.input());
        this.writer = new SessionWriter(connection.output());
        this.answering = Thread.ofVirtual().name("spdy-answers").unstarted(this::sendAnswers);
    }

    /** The session of the side that was connected to. */
    public static SpdySession server(Duplex connection) {
        return new SpdySession(connection, true).start();
    }

    /** The session of the side that connected. */
    public static SpdySession client(Duplex connection) {
        return new SpdySession(connection, false).start();
    }

    private SpdySession start() {
        Map<Integer, Integer> settings = new LinkedHashMap<>();
        settings.put(SpdyFrame.MAX_CONCURRENT_STREAMS, MAX_STREAMS);
        settings.put(SpdyFrame.INITIAL_WINDOW_SIZE, SpdyStream.WINDOW);
        answer(() -> new Settings(settings));
        answer(() -> new WindowUpdate(0, SESSION_WINDOW - SendWindows.INITIAL));
        answering.start();
        Thread.ofVirtual().name("spdy-reader").start(this::readAll);
        return this;
    }

    /** Waits for the next stream that the peer opens; nothing once the session has ended. */
    public Optional<SpdyStream> accept() throws InterruptedException {
        return told(incoming.take());
    }

    /** Like {@link #accept()}, and nothing when no stream came in time either. */
    public Optional<SpdyStream> accept(Duration patience) throws InterruptedException {
        Optional<SpdyStream> next = incoming.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? Optional.empty() : told(next);
    }

    /** Leaves the word of the end in the queue for the next that asks. */
    private Optional<SpdyStream> told(Optional<SpdyStream> next) {
        if (next.isEmpty()) {
            incoming.add(next);
        }
        return next;
    }

    /** Opens a stream and waits for the peer's consent, without which the peers we know drop what is sent. */
    public SpdyStream open(Map<String, String> headers) throws IOException {
        SpdyStream stream;
        opening.lock();
        try {
            if (peerLeaving || isEnded()) {
                throw new IOException("the session has ended");
            }
            stream = new SpdyStream(this, nextId, headers, windows.open());
            nextId += 2;
            streams.put(stream.id(), stream);
            writer.send(new SynStream(stream.id(), 0, 0, false, false, headers));
        } finally {
            opening.unlock();
        }
        if (isEnded()) {
            stream.broken();
        }
        stream.awaitReply(REPLY_PATIENCE);
        return stream;
    }

    public boolean isEnded() {
        return ending.get();
    }

    /** Waits for the end of the session, whoever ends it. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Says good-bye and ends the session at once. Streams that are open break off. */
    @Override
    public void close() {
        if (!isEnded()) {
            writer.last(new GoAway(lastPeerId, 0), GOODBYE_PATIENCE);
        }
        end();
    }

    /** Waits for the peer to end the session, dropping what it still sends, and ends it when the patience is over. */
    public void closeAfterPeer(Duration patience) {
        draining = true;
        streams.values().forEach(SpdyStream::discardInput);
        try {
            if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "the peer did not end its session in {0}", patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    PeerWindows peerWindows() {
        return peerWindows;
    }

    SessionWriter writer() {
        return writer;
    }

    SendWindows windows() {
        return windows;
    }

    boolean isRemote(int streamId) {
        return (streamId % 2 == 1) == server;
    }

    void forget(SpdyStream stream) {
        streams.remove(stream.id(), stream);
        windows.close(stream.window());
    }

    /** Sends a frame soon, without waiting for the peer. */
    void answer(Supplier<SpdyFrame> frame) {
        if (!writer.later(frame) && !isEnded()) {
            LOG.log(Level.WARNING, "a SPDY peer asks and does not read; its session ends");
            end();
        }
    }

    private void sendAnswers() {
        try {
            writer.sendAnswers();
        } catch (IOException e) {
            // What the peer sent before it left is still to be read: the reading thread ends the session after it.
            LOG.log(Level.DEBUG, "a SPDY session broke while writing: {0}", e.toString());
            windows.closeAll();
        }
    }

    private void readAll() {
        try (reader) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                handle(frame.get());
            }
        } catch (IOException e) {
            if (!isEnded()) {
                LOG.log(Level.DEBUG, "a SPDY session broke while reading: {0}", e.toString());
            }
        } finally {
            end();
        }
    }

    private void handle(SpdyFrame frame) throws IOException {
        switch (frame) {
            case Data f -> data(f);
            case SynStream f -> synStream(f);
            case SynReply f -> {
                find(f.streamId()).ifPresent(SpdyStream::peerReplied);
                finIf(f.fin(), f.streamId());
            }
            case RstStream f ->
                find(f.streamId()).ifPresent(stream -> {
                    stream.broken();
                    forget(stream);
                });
            case Settings f -> {
                peerWindows.kept();
                Integer size = f.values().get(SpdyFrame.INITIAL_WINDOW_SIZE);
                if (size != null && size > 0) {
                    windows.initial(size);
                }
            }
            case Ping f -> {
                // The parity of a ping tells who asked it; one of ours coming back needs no answer.
                if ((f.id() % 2 != 0) == server) {
                    answer(() -> f);
                }
            }
            case GoAway f -> peerLeaving = true;
            case Headers f -> finIf(f.fin(), f.streamId());
            case WindowUpdate f -> {
                peerWindows.kept();
                if (f.streamId() == 0) {
                    windows.updateSession(f.delta());
                } else {
                    find(f.streamId()).ifPresent(stream -> windows.update(stream.window(), f.delta()));
                }
            }
            case Unknown f -> LOG.log(Level.DEBUG, "passing over a SPDY frame of type {0}", f.type());
        }
    }

    private Optional<SpdyStream> find(int streamId) {
        return Optional.ofNullable(streams.get(streamId));
    }

    private void finIf(boolean fin, int streamId) {
        if (fin) {
            find(streamId).ifPresent(SpdyStream::peerFinished);
        }
    }

    private void synStream(SynStream frame) throws SpdyException {
        int id = frame.streamId();
        if (id == 0 || !isRemote(id) || id <= lastPeerId) {
            throw new SpdyException("the peer opens a stream with the number " + id);
        }
        lastPeerId = id;
        if (streams.size() >= MAX_STREAMS || incoming.size() >= MAX_STREAMS) {
            answer(() -> new RstStream(id, SpdyFrame.REFUSED_STREAM));
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, frame.headers(), windows.open());
        streams.put(id, stream);
        if (frame.unidirectional()) {
            stream.oneWay();
        }
        if (draining) {
            stream.discardInput();
        }
        if (frame.fin()) {
            stream.peerFinished();
        }
        incoming.add(Optional.of(stream));
    }

    private void data(Data frame) throws IOException {
        if (frame.streamId() == 0) {
            throw new SpdyException("data for stream 0");
        }
        // Data of a stream that has gone is dropped: the peer may not know yet.
        Optional<SpdyStream> stream = find(frame.streamId());
        int left = frame.length();
        while (left > 0) {
            int count = reader.payload(payload, left);
            left -= count;
            acknowledge(count);
            if (stream.isPresent()) {
                stream.get().received(payload, count);
            }
        }
        if (frame.fin()) {
            stream.ifPresent(SpdyStream::peerFinished);
        }
    }

    /** The session's window is given back upon arrival: the streams' windows are what bounds memory. */
    private void acknowledge(int count) {
        received.arrived(count);
        if (received.consumed(count)) {
            answer(() -> new WindowUpdate(0, received.grant()));
        }
    }

    private void end() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        connection.close();
        windows.closeAll();
        streams.values().forEach(SpdyStream::broken);
        streams.clear();
        incoming.add(Optional.empty());
        answering.interrupt();
        writer.close();
        ended.countDown();
    }
}
