package io.navarch.kubelet.dial;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;

/** Opens TCP connections in the node's network, or to pods that the engine alone can reach. Thread-safe. */
public final class Dialer {
    private final NetworkContext network;
    private final ContainerRuntime pods;

    /** @param pods asked first, for the pods that no network leads to */
    public Dialer(NetworkContext network, ContainerRuntime pods) {
        this.network = network;
        this.pods = pods;
    }

    /** A socket of the node's network that is not connected yet. */
    public SocketChannel open() throws IOException {
        try {
            return network.call(SocketChannel::open);
        } catch (IOException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening a socket", e);
        } catch (Exception e) {
            throw new IOException("cannot open a socket: " + e, e);
        }
    }

    /**
     * A connection, which the deadline closes even after this call.
     *
     * @throws IOException whose message reads {@code dial tcp 10.1.1.1:80: connect: connection refused}
     */
    public Socket connect(String host, int port, Deadline deadline) throws IOException {
        var local = dialPod(host, port);
        if (local.isPresent()) {
            deadline.guard(local.get());
            return local.get();
        }
        var address = resolve(host);
        var channel = open();
        deadline.guard(channel);
        boolean connected = false;
        try {
            channel.connect(new InetSocketAddress(address, port));
            connected = true;
            return channel.socket();
        } catch (IOException e) {
            var why = deadline.passed() ? "i/o timeout" : "connect: " + words(e);
            throw new IOException("dial tcp " + authority(host, port) + ": " + why, e);
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private Optional<Socket> dialPod(String host, int port) throws IOException {
        try {
            return pods.dial(host, port);
        } catch (IOException e) {
            throw new IOException("dial tcp " + authority(host, port) + ": connect: " + words(e), e);
        }
    }

    private static InetAddress resolve(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("dial tcp: lookup " + host + ": no such host", e);
        }
    }

    /** Host and port as URLs and messages have them. */
    public static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The operating system's error in its own words, which Java capitalises. */
    static String words(IOException failure) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.equals("Connection reset") ? "connection reset by peer" : message.toLowerCase(Locale.ROOT);
    }
}
