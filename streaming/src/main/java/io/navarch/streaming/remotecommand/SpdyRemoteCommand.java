package io.navarch.streaming.remotecommand;

import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.spdy.SpdyStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The asking side of a command in a SPDY session. */
final class SpdyRemoteCommand implements RemoteCommand {
    private final SpdySession session;
    private final RemoteCommandOptions options;
    private final Map<String, SpdyStream> streams;
    private final ErrorStream error;

    private SpdyRemoteCommand(
            SpdySession session,
            CommandProtocol protocol,
            RemoteCommandOptions options,
            Map<String, SpdyStream> streams) {
        SpdyStream status = Objects.requireNonNull(streams.get(CommandChannel.ERROR_TYPE));
        this.error = new ErrorStream(status.input(), protocol, status::aborted);
        this.session = session;
        this.options = options;
        this.streams = Map.copyOf(streams);
    }

    static RemoteCommand open(SpdySession session, CommandProtocol protocol, RemoteCommandOptions options)
            throws IOException {
        Map<String, SpdyStream> streams = new HashMap<>();
        try {
            open(session, streams, CommandChannel.ERROR_TYPE, true);
            open(session, streams, CommandChannel.STDIN_TYPE, options.stdin());
            open(session, streams, CommandChannel.STDOUT_TYPE, options.stdout());
            open(session, streams, CommandChannel.STDERR_TYPE, options.stderr());
            open(session, streams, CommandChannel.RESIZE_TYPE, options.tty() && protocol.hasResize());
        } catch (IOException e) {
            session.close();
            throw e;
        }
        return new SpdyRemoteCommand(session, protocol, options, streams);
    }

    private static void open(SpdySession session, Map<String, SpdyStream> streams, String type, boolean wanted)
            throws IOException {
        if (wanted) {
            streams.put(type, session.open(Map.of(CommandChannel.STREAM_TYPE, type)));
        }
    }

    @Override
    public RemoteCommandOptions options() {
        return options;
    }

    @Override
    public OutputStream stdin() {
        SpdyStream stream = streams.get(CommandChannel.STDIN_TYPE);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    @Override
    public InputStream stdout() {
        return input(CommandChannel.STDOUT_TYPE);
    }

    @Override
    public InputStream stderr() {
        return input(CommandChannel.STDERR_TYPE);
    }

    private InputStream input(String type) {
        SpdyStream stream = streams.get(type);
        return stream == null ? InputStream.nullInputStream() : stream.input();
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        SpdyStream stream = streams.get(CommandChannel.RESIZE_TYPE);
        if (stream != null) {
            stream.output().write(size.toJson());
        }
    }

    @Override
    public CommandStatus await() throws IOException {
        return error.await();
    }

    @Override
    public void close() {
        session.close();
    }
}
