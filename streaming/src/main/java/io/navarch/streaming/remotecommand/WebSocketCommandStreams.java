package io.navarch.streaming.remotecommand;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.navarch.streaming.BytePipe;
import io.navarch.streaming.websocket.ChannelSocket;
import io.navarch.streaming.websocket.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The serving side of a command in a WebSocket. One virtual thread reads the socket. */
final class WebSocketCommandStreams implements RemoteCommandStreams {
    private static final Logger LOG = System.getLogger(WebSocketCommandStreams.class.getName());
    private static final JsonFactory JSON = new JsonFactory();
    private static final int PIPE = 256 * 1024;

    private final ChannelSocket channels;
    private final CommandProtocol protocol;
    private final RemoteCommandOptions options;
    private final BytePipe stdin = new BytePipe(PIPE);
    private final Resizes resizes = new Resizes();
    private final Disconnect disconnect = new Disconnect();

    private WebSocketCommandStreams(ChannelSocket channels, CommandProtocol protocol, RemoteCommandOptions options) {
        this.channels = channels;
        this.protocol = protocol;
        this.options = options;
    }

    static RemoteCommandStreams open(
            WebSocket socket, CommandProtocol protocol, boolean base64, RemoteCommandOptions options)
            throws IOException {
        var streams = new WebSocketCommandStreams(new ChannelSocket(socket, base64), protocol, options);
        if (!options.stdin()) {
            streams.stdin.closeReader();
        }
        // An empty message on the first channel that the client reads tells it that the streams are there.
        int first = options.stdout()
                ? CommandChannel.STDOUT
                : options.stderr() ? CommandChannel.STDERR : CommandChannel.ERROR;
        streams.channels.send(first, new byte[0], 0, 0);
        Thread.ofVirtual().name("command-websocket").start(streams::readAll);
        return streams;
    }

    private void readAll() {
        try {
            for (var next = channels.receive(); next.isPresent(); next = channels.receive()) {
                take(next.get());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a command''s WebSocket broke: {0}", e.toString());
        } finally {
            stdin.finish();
            resizes.end();
            disconnect.left();
        }
    }

    private void take(ChannelSocket.Message message) throws IOException {
        byte[] payload = message.payload();
        switch (message.channel()) {
            case CommandChannel.STDIN -> stdin.write(payload, 0, payload.length);
            case CommandChannel.RESIZE -> resize(payload);
            case CommandChannel.CLOSE -> {
                if (protocol.hasChannelClose() && payload.length == 1 && payload[0] == CommandChannel.STDIN) {
                    stdin.finish();
                }
            }
            default -> LOG.log(Level.DEBUG, "passing over a message on channel {0}", message.channel());
        }
    }

    private void resize(byte[] payload) {
        try (JsonParser json = JSON.createParser(payload)) {
            Optional<TerminalSize> size = TerminalSize.next(json);
            size.ifPresent(resizes::put);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "passing over a terminal size: {0}", e.toString());
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
        return stdin.input();
    }

    @Override
    public OutputStream stdout() {
        return options.stdout() ? channels.output(CommandChannel.STDOUT) : OutputStream.nullOutputStream();
    }

    @Override
    public OutputStream stderr() {
        return options.stderr() ? channels.output(CommandChannel.STDERR) : OutputStream.nullOutputStream();
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
        byte[] carried = status.forProtocol(protocol);
        try {
            if (carried.length > 0) {
                channels.send(CommandChannel.ERROR, carried, 0, carried.length);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a command''s client is gone: {0}", e.toString());
        }
        stdin.closeReader();
        channels.socket().closeAfterPeer(WebSocket.NORMAL_CLOSURE, "", LEAVE_PATIENCE);
    }

    @Override
    public void close() {
        stdin.closeReader();
        channels.socket().close();
    }
}
