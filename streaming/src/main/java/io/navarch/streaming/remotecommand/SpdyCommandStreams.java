package io.navarch.streaming.remotecommand;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.navarch.streaming.Closing;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.spdy.SpdyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The serving side of a command in a SPDY session: one stream for each of its streams. */
final class SpdyCommandStreams implements RemoteCommandStreams {
    private static final Logger LOG = System.getLogger(SpdyCommandStreams.class.getName());
    private static final JsonFactory JSON = new JsonFactory();

    private final SpdySession session;
    private final CommandProtocol protocol;
    private final RemoteCommandOptions options;
    private final Map<String, SpdyStream> streams;
    private final Resizes resizes = new Resizes();
    private final Disconnect disconnect = new Disconnect();

    private SpdyCommandStreams(
            SpdySession session,
            CommandProtocol protocol,
            RemoteCommandOptions options,
            Map<String, SpdyStream> streams) {
        this.session = session;
        this.protocol = protocol;
        this.options = options;
        this.streams = Map.copyOf(streams);
    }

    static RemoteCommandStreams accept(
            SpdySession session, CommandProtocol protocol, RemoteCommandOptions options, Duration patience)
            throws IOException {
        Map<String, SpdyStream> streams;
        try {
            streams = collect(session, expected(protocol, options), patience);
        } catch (IOException e) {
            session.close();
            throw e;
        }
        var command = new SpdyCommandStreams(session, protocol, options, streams);
        Thread.ofVirtual().name("command-session").start(command::watchSession);
        SpdyStream resize = streams.get(CommandChannel.RESIZE_TYPE);
        if (resize == null) {
            command.resizes.end();
        } else {
            Thread.ofVirtual().name("command-resize").start(() -> command.readResizes(resize));
        }
        return command;
    }

    private static Set<String> expected(CommandProtocol protocol, RemoteCommandOptions options) {
        Set<String> types = new HashSet<>(Set.of(CommandChannel.ERROR_TYPE));
        if (options.stdin()) {
            types.add(CommandChannel.STDIN_TYPE);
        }
        if (options.stdout()) {
            types.add(CommandChannel.STDOUT_TYPE);
        }
        if (options.stderr()) {
            types.add(CommandChannel.STDERR_TYPE);
        }
        if (options.tty() && protocol.hasResize()) {
            types.add(CommandChannel.RESIZE_TYPE);
        }
        return types;
    }

    private static Map<String, SpdyStream> collect(SpdySession session, Set<String> expected, Duration patience)
            throws IOException {
        Map<String, SpdyStream> streams = new HashMap<>();
        while (streams.size() < expected.size()) {
            SpdyStream stream = next(session, patience)
                    .orElseThrow(() -> new IOException("timed out waiting for client to create streams"));
            String type = stream.headers().getOrDefault(CommandChannel.STREAM_TYPE, "");
            if (!expected.contains(type) || streams.containsKey(type)) {
                LOG.log(Level.DEBUG, "unexpected stream type: \"{0}\"", type);
                stream.refuse();
                continue;
            }
            stream.reply();
            streams.put(type, stream);
        }
        return streams;
    }

    private static Optional<SpdyStream> next(SpdySession session, Duration patience) throws IOException {
        try {
            return session.accept(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for client to create streams");
        }
    }

    private void watchSession() {
        try {
            session.awaitEnd();
            disconnect.left();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readResizes(SpdyStream stream) {
        try (JsonParser json = JSON.createParser(stream.input())) {
            for (var size = TerminalSize.next(json); size.isPresent(); size = TerminalSize.next(json)) {
                resizes.put(size.get());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no more terminal sizes: {0}", e.toString());
        } finally {
            resizes.end();
        }
    }

    @Override
    public RemoteCommandOptions options() {
        return options;
    }

    @Override
    public CommandProtocol protocol() {
        return protocol;
    }

    @Override
    public InputStream stdin() {
        SpdyStream stream = streams.get(CommandChannel.STDIN_TYPE);
        return stream == null ? InputStream.nullInputStream() : stream.input();
    }

    @Override
    public OutputStream stdout() {
        return output(CommandChannel.STDOUT_TYPE);
    }

    @Override
    public OutputStream stderr() {
        return output(CommandChannel.STDERR_TYPE);
    }

    private OutputStream output(String type) {
        SpdyStream stream = streams.get(type);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    @Override
    public Resizes resizes() {
        return resizes;
    }

    @Override
    public void onDisconnect(Runnable action) {
        disconnect.then(action);
    }

    @Override
    public void finish(CommandStatus status) {
        if (!disconnect.finished()) {
            return;
        }
        SpdyStream error = Objects.requireNonNull(streams.get(CommandChannel.ERROR_TYPE));
        try {
            error.output().write(status.forProtocol(protocol));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a command''s client is gone: {0}", e.toString());
        }
        streams.values().forEach(Closing::outputQuietly);
        session.closeAfterPeer(LEAVE_PATIENCE);
    }

    @Override
    public void close() {
        session.close();
    }
}
