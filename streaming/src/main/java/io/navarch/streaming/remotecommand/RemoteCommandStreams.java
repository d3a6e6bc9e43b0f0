package io.navarch.streaming.remotecommand;

import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The streams of a command, on the side that runs it. Streams that the {@link #options()} do not name are there all the
 * same: the input is empty and the outputs drop what is written.
 *
 * <p>Duty of the caller: {@link #finish} once, after the last write, or {@link #close()}.
 */
public interface RemoteCommandStreams extends Closeable {
    /** How long a client may take to open its SPDY streams. */
    Duration STREAM_PATIENCE = Duration.ofSeconds(30);

    /** How long a client may take to read the rest and leave, once all has been said. */
    Duration LEAVE_PATIENCE = Duration.ofSeconds(10);

    RemoteCommandOptions options();

    CommandProtocol protocol();

    InputStream stdin();

    OutputStream stdout();

    OutputStream stderr();

    Resizes resizes();

    /** Runs once, on a thread of the connection, when the client leaves before {@link #finish}. */
    void onDisconnect(Runnable action);

    /** Ends the outputs, says how the command ended, and closes the connection when the client has read it. */
    void finish(CommandStatus status);

    /** Breaks off without a status. */
    @Override
    void close();

    /**
     * The streams that a client opens in a SPDY session, once all are there. The session is closed when they do not
     * come, and belongs to the streams otherwise.
     *
     * @param protocol as negotiated in {@code X-Stream-Protocol-Version}
     */
    static RemoteCommandStreams over(SpdySession session, CommandProtocol protocol, RemoteCommandOptions options)
            throws IOException {
        return SpdyCommandStreams.accept(session, protocol, options, STREAM_PATIENCE);
    }

    /**
     * The streams in the channels of a WebSocket, which belongs to them.
     *
     * @param subprotocol as negotiated in {@code Sec-WebSocket-Protocol}, empty when the client named none
     */
    static RemoteCommandStreams over(WebSocket socket, String subprotocol, RemoteCommandOptions options)
            throws IOException {
        CommandProtocol protocol = CommandProtocol.named(subprotocol)
                .orElseThrow(() -> new IOException("unknown sub-protocol " + subprotocol));
        return WebSocketCommandStreams.open(socket, protocol, CommandProtocol.isBase64(subprotocol), options);
    }
}
