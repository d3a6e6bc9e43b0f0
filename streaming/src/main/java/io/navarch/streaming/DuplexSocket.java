package io.navarch.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A socket that is a byte pair of this process, for code that knows only sockets. Always connected; options and time-outs have
 * no effect.
 */
public final class DuplexSocket extends Socket {
    private final Duplex duplex;
    private final InetSocketAddress remote;
    private volatile boolean closed;
    private volatile boolean outputShut;

    /** @param remote what the socket says it is connected to */
    public DuplexSocket(Duplex duplex, InetSocketAddress remote) {
        this.duplex = duplex;
        this.remote = remote;
    }

    /** The two ends of a connection within the process, each as a socket. */
    public record Pair(Socket left, Socket right) {}

    /** Makes a connection. */
    public static Pair connect() {
        var pair = MemoryDuplex.connect();
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Pair(new DuplexSocket(pair.left(), here), new DuplexSocket(pair.right(), here));
    }

    @Override
    public InputStream getInputStream() {
        return duplex.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return duplex.output();
    }

    @Override
    public void shutdownOutput() throws IOException {
        outputShut = true;
        duplex.closeOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        duplex.input().close();
    }

    @Override
    public void close() {
        closed = true;
        duplex.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public InetAddress getInetAddress() {
        return remote.getAddress();
    }

    @Override
    public int getPort() {
        return remote.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getLocalPort() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }
}
