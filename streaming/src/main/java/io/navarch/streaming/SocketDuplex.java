package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** A TCP or TLS socket as a byte pair. */
public final class SocketDuplex implements Duplex {
    /** A TLS close waits for a writer that is stuck in the socket; with a linger time it gives up after it. */
    private static final int TLS_LINGER_SECONDS = 1;

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;

    public SocketDuplex(Socket socket) throws IOException {
        this(socket, socket.getInputStream());
    }

    /** For an input that was read ahead of the socket, as the one that read an HTTP head. */
    public SocketDuplex(Socket socket, InputStream input) throws IOException {
        this.socket = socket;
        this.input = input;
        this.output = socket.getOutputStream();
        socket.setTcpNoDelay(true);
        if (socket instanceof SSLSocket) {
            socket.setSoLinger(true, TLS_LINGER_SECONDS);
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        Closing.quietly(socket);
    }
}
