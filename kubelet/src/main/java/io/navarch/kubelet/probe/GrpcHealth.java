package io.navarch.kubelet.probe;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.navarch.kubelet.dial.Deadline;
import io.navarch.kubelet.dial.Dialer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks pods by gRPC how they are (grpc.health.v1). The messages have one field each and are written by hand.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">GRPC Health Checking Protocol</a>
 */
final class GrpcHealth implements AutoCloseable {
    private static final int SERVICE_FIELD = 1 << 3 | 2;
    private static final int STATUS_FIELD = 1 << 3;
    private static final int SERVING = 1;
    private static final String[] NAMES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

    private static final MethodDescriptor<byte[], byte[]> CHECK = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private final Dialer dialer;
    private @Nullable EventLoopGroup loop;

    GrpcHealth(Dialer dialer) {
        this.dialer = dialer;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Outcome check(String host, int port, String service, Deadline deadline) {
        var address = Dialer.authority(host, port);
        var channel = open(host, port);
        deadline.guard(channel::shutdownNow);
        try {
            int status = status(ClientCalls.blockingUnaryCall(channel, CHECK, CallOptions.DEFAULT, request(service)));
            return status == SERVING
                    ? Outcome.SUCCESS
                    : Outcome.failure("service unhealthy (responded with \"" + name(status) + "\")");
        } catch (StatusRuntimeException e) {
            return Outcome.failure(words(e.getStatus(), address, deadline, channel.getState(false)));
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel open(String host, int port) {
        return NettyChannelBuilder.forAddress(new InetSocketAddress(host, port))
                .channelFactory(() -> {
                    try {
                        return new NioSocketChannel(dialer.open());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .eventLoopGroup(loop())
                .userAgent("kube-probe/1.36")
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .build();
    }

    private synchronized EventLoopGroup loop() {
        var current = loop;
        if (current == null) {
            current = new NioEventLoopGroup(1, new DefaultThreadFactory("grpc-probe", true));
            loop = current;
        }
        return current;
    }

    private static String words(Status status, String address, Deadline deadline, ConnectivityState state) {
        var timeout = deadline.timeout().toSeconds() + "s";
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                    + status.getDescription();
        }
        boolean connected = state == ConnectivityState.READY;
        if (deadline.passed() && connected) {
            return "timeout: health rpc did not complete within " + timeout;
        }
        if (deadline.passed() || status.getCode() == Status.Code.UNAVAILABLE) {
            return "timeout: failed to connect service \"" + address + "\" within " + timeout
                    + ": context deadline exceeded";
        }
        return "error: health rpc probe failed: rpc error: code = " + status.getCode() + " desc = "
                + status.getDescription();
    }

    private static byte[] request(String service) {
        var text = service.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0) {
            return text;
        }
        var message = new ByteArrayOutputStream();
        message.write(SERVICE_FIELD);
        for (int left = text.length; ; left >>>= 7) {
            if (left < 0x80) {
                message.write(left);
                break;
            }
            message.write(left & 0x7f | 0x80);
        }
        message.writeBytes(text);
        return message.toByteArray();
    }

    /** The status is the first and only field; without it, it is 0. */
    private static int status(byte[] response) {
        return response.length >= 2 && response[0] == STATUS_FIELD ? response[1] : 0;
    }

    private static String name(int status) {
        return status >= 0 && status < NAMES.length ? NAMES[status] : Integer.toString(status);
    }

    @Override
    public synchronized void close() {
        if (loop != null) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
