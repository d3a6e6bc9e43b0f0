package io.navarch.network.dns;

import io.navarch.runtime.NetworkContext;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP and the TCP socket of a DNS server. A platform thread receives datagrams and a virtual thread accepts connections;
 * each question, each connection has a virtual thread of its own.
 */
final class DnsListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsListener.class);
    private static final int LARGEST = 65_535;
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int IDLE_MILLIS = 10_000;
    private static final int MOST_QUESTIONS = 8192;
    private static final int MOST_CONNECTIONS = 1024;

    private final Exchange exchange;
    private final DatagramChannel udp;
    private final ServerSocket tcp;
    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private DnsListener(Exchange exchange, DatagramChannel udp, ServerSocket tcp) {
        this.exchange = exchange;
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Binds both sockets to the address, with one port even if it is 0, and begins to serve. */
    static DnsListener open(InetSocketAddress address, NetworkContext network, Exchange exchange) throws IOException {
        var udp = inside(network, DatagramChannel::open);
        ServerSocket tcp = null;
        try {
            udp.setOption(java.net.StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            udp.bind(address);
            int port = ((InetSocketAddress) udp.getLocalAddress()).getPort();
            var unbound = inside(network, () -> bound(new InetSocketAddress(address.getAddress(), port)));
            tcp = unbound;
        } finally {
            if (tcp == null) {
                udp.close();
            }
        }
        var listener = new DnsListener(exchange, udp, tcp);
        Thread.ofPlatform().daemon().name("dns-udp").start(listener::receive);
        Thread.ofVirtual().name("dns-tcp").start(listener::accept);
        return listener;
    }

    private static ServerSocket bound(InetSocketAddress address) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, 128);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static <T> T inside(NetworkContext network, java.util.concurrent.Callable<T> opening) throws IOException {
        try {
            return network.call(opening);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    private void receive() {
        var buffer = ByteBuffer.allocateDirect(LARGEST);
        while (udp.isOpen()) {
            try {
                buffer.clear();
                var client = udp.receive(buffer);
                buffer.flip();
                var request = new byte[buffer.remaining()];
                buffer.get(request);
                // A client that is not answered asks again; a queue without end would answer nobody in time.
                if (client != null && questions.tryAcquire()) {
                    Thread.startVirtualThread(() -> answer(request, client));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.debug("receiving failed: {}", e.toString());
            }
        }
    }

    private void answer(byte[] request, SocketAddress client) {
        try {
            var response = exchange.respond(request, false);
            if (response != null) {
                udp.send(ByteBuffer.wrap(response), client);
            }
        } catch (IOException e) {
            LOG.debug("answering {} failed: {}", client, e.toString());
        } finally {
            questions.release();
        }
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                if (connections.tryAcquire()) {
                    open.add(socket);
                    Thread.startVirtualThread(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.debug("accepting failed: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            while (true) {
                var request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                var response = exchange.respond(request, true);
                if (response == null) {
                    return;
                }
                var framed = Arrays.copyOf(
                        new byte[] {(byte) (response.length >> 8), (byte) response.length}, response.length + 2);
                System.arraycopy(response, 0, framed, 2, response.length);
                out.write(framed);
            }
        } catch (EOFException | SocketTimeoutException e) {
            LOG.trace("a client has left: {}", e.toString());
        } catch (IOException e) {
            LOG.debug("a connection failed: {}", e.toString());
        } finally {
            open.remove(socket);
            connections.release();
        }
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("closing failed: {}", e.toString());
        }
    }
}
