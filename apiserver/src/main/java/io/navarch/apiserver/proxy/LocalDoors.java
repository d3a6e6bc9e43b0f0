package io.navarch.apiserver.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways to those nodes and pods of this process that no network leads to. Everything else is reached through the dialer
 * behind it. Thread-safe.
 */
public final class LocalDoors implements NodeDialer {
    private final NodeDialer network;
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** A node of this process. Thread-safe. */
    public interface Door {
        /** A connection to the node's own server that speaks plain HTTP/1.1; who uses it has been authorised. */
        Socket enter() throws IOException;

        /** A connection to a port of a pod on the node; empty if no pod of the node has the address. */
        Optional<Socket> connect(String podAddress, int port) throws IOException;
    }

    public LocalDoors(NodeDialer network) {
        this.network = network;
    }

    /** Makes the node reachable, until {@link #close} is called with the same door. */
    public void open(String nodeName, Door door) {
        doors.put(nodeName, door);
    }

    public void close(String nodeName, Door door) {
        doors.remove(nodeName, door);
    }

    Optional<Door> door(String nodeName) {
        return Optional.ofNullable(doors.get(nodeName));
    }

    @Override
    public Socket dial(String host, int port) throws IOException {
        for (var door : doors.values()) {
            var connection = door.connect(host, port);
            if (connection.isPresent()) {
                return connection.get();
            }
        }
        return network.dial(host, port);
    }
}
