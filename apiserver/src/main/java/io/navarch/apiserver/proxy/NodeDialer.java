package io.navarch.apiserver.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Opens connections to nodes and pods. Thread-safe; blocks. */
@FunctionalInterface
public interface NodeDialer {
    /** Connects, or throws when the host cannot be reached. */
    Socket dial(String host, int port) throws IOException;

    /** Plain TCP from this machine. */
    static NodeDialer tcp() {
        return tcp(Duration.ofSeconds(30));
    }

    /** Plain TCP from this machine, with how long a connection may take. */
    static NodeDialer tcp(Duration patience) {
        return (host, port) -> {
            var socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        };
    }
}
