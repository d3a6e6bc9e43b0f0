package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.DuplexSocket;
import java.io.IOException;
import java.net.Socket;

/**
 * A node's server without port and TLS, for an API server in the same process: what it answers is what {@link KubeletServer}
 * answers, and who comes in has been authorised already. Each connection is served on a virtual thread.
 */
public final class NodeDoor implements AutoCloseable {
    private final HttpConnections connections;
    private volatile boolean closed;

    public NodeDoor(
            String nodeName,
            PodDirectory pods,
            ContainerRuntime runtime,
            KubeletServer.UsageSource usage,
            Clock clock) {
        var host = new NodeEndpoints.Host(NetworkContext.host(), null, null);
        var endpoints = new NodeEndpoints(nodeName, host, pods, runtime, usage, clock);
        connections = HttpConnections.unheard((exchange, certificates) -> endpoints.answer(exchange));
    }

    /** A connection that speaks HTTP/1.1. */
    public Socket enter() throws IOException {
        if (closed) {
            throw new IOException("connect: connection refused");
        }
        var pair = DuplexSocket.connect();
        connections.take(pair.right());
        return pair.left();
    }

    /** Breaks off what is being served; nobody comes in any more. */
    @Override
    public void close() {
        closed = true;
        connections.close();
    }
}
