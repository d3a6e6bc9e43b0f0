package io.navarch.streaming.remotecommand;

import io.navarch.streaming.BytePipe;
import io.navarch.streaming.websocket.ChannelSocket;
import io.navarch.streaming.websocket.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** The asking side of a command in a WebSocket. One virtual thread reads the socket. */
final class WebSocketRemoteCommand implements RemoteCommand {
    private static final Logger LOG = System.getLogger(WebSocketRemoteCommand.class.getName());
    private static final int PIPE = 256 * 1024;

    private final ChannelSocket channels;
    private final CommandProtocol protocol;
    private final RemoteCommandOptions options;
    private final BytePipe stdout = new BytePipe(PIPE);
    private final BytePipe stderr = new BytePipe(PIPE);
    private final BytePipe error = new BytePipe(PIPE);
    private final OutputStream stdin;
    private final ErrorStream status;
    private volatile boolean inOrder;

    private WebSocketRemoteCommand(ChannelSocket channels, CommandProtocol protocol, RemoteCommandOptions options) {
        this.channels = channels;
        this.protocol = protocol;
        this.options = options;
        this.status = new ErrorStream(error.input(), protocol, () -> !inOrder);
        this.stdin =
                options.stdin() ? new Stdin(channels.output(CommandChannel.STDIN)) : OutputStream.nullOutputStream();
    }

    static RemoteCommand open(
            WebSocket socket, CommandProtocol protocol, boolean base64, RemoteCommandOptions options) {
        var command = new WebSocketRemoteCommand(new ChannelSocket(socket, base64), protocol, options);
        if (!options.stdout()) {
            command.stdout.finish();
        }
        if (!options.stderr()) {
            command.stderr.finish();
        }
        Thread.ofVirtual().name("command-websocket").start(command::readAll);
        return command;
    }

    private void readAll() {
        try {
            for (var next = channels.receive(); next.isPresent(); next = channels.receive()) {
                byte[] payload = next.get().payload();
                switch (next.get().channel()) {
                    case CommandChannel.STDOUT -> stdout.write(payload, 0, payload.length);
                    case CommandChannel.STDERR -> stderr.write(payload, 0, payload.length);
                    case CommandChannel.ERROR -> error.write(payload, 0, payload.length);
                    default ->
                        LOG.log(
                                Level.DEBUG,
                                "passing over channel {0}",
                                next.get().channel());
                }
            }
            inOrder = channels.socket().closeCode() == WebSocket.NORMAL_CLOSURE;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a command''s WebSocket broke: {0}", e.toString());
        } finally {
            stdout.finish();
            stderr.finish();
            error.finish();
        }
    }

    @Override
    public RemoteCommandOptions options() {
        return options;
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout.input();
    }

    @Override
    public InputStream stderr() {
        return stderr.input();
    }

    @Override
    public void resize(TerminalSize size) throws IOException {
        byte[] json = size.toJson();
        channels.send(CommandChannel.RESIZE, json, 0, json.length);
    }

    @Override
    public CommandStatus await() throws IOException {
        return status.await();
    }

    @Override
    public void close() {
        stdout.closeReader();
        stderr.closeReader();
        error.closeReader();
        channels.socket().close();
    }

    private final class Stdin extends OutputStream {
        private final OutputStream channel;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Stdin(OutputStream channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (closed.get()) {
                throw new IOException("the command's input is closed");
            }
            channel.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true) && protocol.hasChannelClose()) {
                channels.send(CommandChannel.CLOSE, new byte[] {CommandChannel.STDIN}, 0, 1);
            }
        }
    }
}
