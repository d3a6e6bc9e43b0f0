package io.navarch.streaming.remotecommand;

import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A command that runs at the other end of a connection, on the side that asked for it. Streams that were not asked for
 * are there all the same: outputs are empty, the input drops what is written.
 *
 * <p>Duty of the caller: read stdout and stderr to their ends, then {@link #await()}, then {@link #close()}.
 */
public interface RemoteCommand extends Closeable {
    RemoteCommandOptions options();

    /** The command's input; closing it ends it, where the protocol can say so (SPDY, and version 5). */
    OutputStream stdin();

    InputStream stdout();

    InputStream stderr();

    void resize(TerminalSize size) throws IOException;

    /** Waits for the command's end; throws when the connection ended without a word of it. */
    CommandStatus await() throws IOException;

    /** Ends the connection, and with it the command if it still runs. */
    @Override
    void close();

    /** Opens the command's streams in a session whose upgrade named the command. The session belongs to the command. */
    static RemoteCommand over(SpdySession session, CommandProtocol protocol, RemoteCommandOptions options)
            throws IOException {
        return SpdyRemoteCommand.open(session, protocol, options);
    }

    /** The command behind a WebSocket, which belongs to it. */
    static RemoteCommand over(WebSocket socket, String subprotocol, RemoteCommandOptions options) throws IOException {
        CommandProtocol protocol = CommandProtocol.named(subprotocol)
                .orElseThrow(() -> new IOException("unknown sub-protocol " + subprotocol));
        return WebSocketRemoteCommand.open(socket, protocol, CommandProtocol.isBase64(subprotocol), options);
    }
}
