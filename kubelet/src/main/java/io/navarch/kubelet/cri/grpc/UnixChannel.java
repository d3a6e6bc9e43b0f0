package io.navarch.kubelet.cri.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One gRPC connection over a unix socket, made at the first use and made again whenever the other side comes back. */
final class UnixChannel implements Supplier<ManagedChannel>, AutoCloseable {
    private static final int MAX_MESSAGE = 16 << 20;

    private final Path socket;
    private @Nullable EventLoopGroup loop;
    private @Nullable ManagedChannel channel;
    private boolean closed;

    UnixChannel(Path socket) {
        this.socket = socket;
    }

    Path socket() {
        return socket;
    }

    /**
     * The channel. One that could not connect is thrown away: it would refuse calls until its next attempt has succeeded,
     * while a new one tries now and lets the call wait for the outcome.
     */
    @Override
    public synchronized ManagedChannel get() {
        if (closed) {
            throw new IllegalStateException("the connection to " + socket + " is closed");
        }
        ManagedChannel current = channel;
        if (current != null && current.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            current.shutdownNow();
            current = null;
        }
        if (current == null) {
            current = open();
            channel = current;
        }
        return current;
    }

    private ManagedChannel open() {
        EventLoopGroup group = loop;
        if (group == null) {
            group = new NioEventLoopGroup(1, new DefaultThreadFactory("cri", true));
            loop = group;
        }
        return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(group)
                // gRPC asks for it on every channel and Netty warns that a unix socket has none: null takes it back.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (channel != null) {
            channel.shutdownNow();
        }
        if (loop != null) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
