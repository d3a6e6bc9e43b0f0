package io.navarch.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.model.core.v1.Pod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** gRPC probes reach the local server that stands in a container's place. */
class GrpcProbeTest {
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

    @Test
    void readinessIsWhatTheServerSays() throws Exception {
        var serving = new AtomicInteger(2);
        var check = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("grpc.health.v1.Health/Check")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        var health = ServerServiceDefinition.builder("grpc.health.v1.Health")
                .addMethod(check, ServerCalls.asyncUnaryCall((byte[] request, StreamObserver<byte[]> answer) -> {
                    answer.onNext(new byte[] {8, serving.byteValue()});
                    answer.onCompleted();
                }))
                .build();
        var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(health)
                .build()
                .start();
        try (var cluster = EmbeddedCluster.start(1)) {
            cluster.engine().serve("health", 9000, new InetSocketAddress("127.0.0.1", server.getPort()));
            cluster.client().of(Pod.KIND, "default").create(Pod.KIND.read("""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"health",
                     "readinessProbe":{"grpc":{"port":9000},"periodSeconds":1}}]}}""".getBytes(StandardCharsets.UTF_8)));
            Waits.until(
                    () -> cluster
                            .client()
                            .of(io.navarch.model.core.v1.Event.KIND, "default")
                            .list(io.navarch.client.ListOptions.ALL)
                            .items()
                            .stream()
                            .anyMatch(
                                    event -> event.message()
                                            .equals(
                                                    "Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")")),
                    () -> "no probe failed");
            assertThat(Waits.isReady(cluster.client(), "p")).isFalse();
            serving.set(1);
            Waits.until(() -> Waits.isReady(cluster.client(), "p"), () -> "never ready");
        } finally {
            server.shutdownNow();
        }
    }
}
