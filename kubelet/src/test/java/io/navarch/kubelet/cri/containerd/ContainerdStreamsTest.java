package io.navarch.kubelet.cri.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.cri.AttachRequest;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ExecRequest;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardClient;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.RemoteCommand;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.TerminalSize;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.upgrade.UpgradeClient;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.upgrade.UpgradeTarget;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The streaming protocols, spoken to containerd's own server. */
@Tag("containerd")
@Timeout(120)
@NullUnmarked
class ContainerdStreamsTest {
    private static final RemoteCommandOptions ALL = new RemoteCommandOptions(true, true, true, false);

    private static PrivateContainerd containerd;
    private static String sandbox;
    private static String container;

    @BeforeAll
    static void start() throws Exception {
        containerd = new PrivateContainerd();
        var pod = PodSandboxConfig.builder(new PodSandboxMetadata("streams", "default", "s1", 0))
                .build();
        sandbox = containerd.runtime().runPodSandbox(pod, "");
        var config = ContainerConfig.builder(new ContainerMetadata("c", 0), ImageSpec.of(PrivateContainerd.BUSYBOX))
                .command(List.of("sh", "-c", "busybox nc -ll -p 8080 -e cat & exec cat"))
                .interactive(true, false, false)
                .build();
        container = containerd.runtime().createContainer(sandbox, config, pod);
        containerd.runtime().startContainer(container);
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    private static SpdySession upgrade(StreamingEndpoint endpoint, String protocol) throws IOException {
        URI url = ((StreamingEndpoint.Remote) endpoint).url();
        UpgradeResponse response = new UpgradeClient()
                .upgrade(
                        UpgradeTarget.plain(url.getHost(), url.getPort()),
                        UpgradeRequest.spdy(url.getRawPath(), List.of(protocol)));
        assertThat(response).isInstanceOf(UpgradeResponse.Upgraded.class);
        assertThat(response.headers().first("X-Stream-Protocol-Version")).contains(protocol);
        return SpdySession.client(((UpgradeResponse.Upgraded) response).connection());
    }

    private static RemoteCommand exec(RemoteCommandOptions options, String... command) throws IOException {
        var request = new ExecRequest(
                container, List.of(command), options.tty(), options.stdin(), options.stdout(), options.stderr());
        SpdySession session = upgrade(containerd.runtime().exec(request), CommandProtocol.V4.text());
        return RemoteCommand.over(session, CommandProtocol.V4, options);
    }

    @Test
    void aCommandHasItsStreamsAndItsCode() throws Exception {
        try (RemoteCommand command = exec(ALL, "sh", "-c", "cat; echo err >&2; exit 3")) {
            command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            command.stdin().close();
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
            assertThat(command.stderr().readAllBytes()).asString().isEqualTo("err\n");
            assertThat(command.await().exitCode()).hasValue(3);
        }
    }

    @Test
    void muchGoesThroughACommandBothWays() throws Exception {
        byte[] sent = new byte[30_000_000];
        new Random(1).nextBytes(sent);
        try (RemoteCommand command = exec(ALL, "cat")) {
            CompletableFuture<Boolean> written = async(() -> {
                try (OutputStream stdin = command.stdin()) {
                    stdin.write(sent);
                }
                return true;
            });
            assertThat(Arrays.equals(command.stdout().readAllBytes(), sent)).isTrue();
            assertThat(command.await().success()).isTrue();
            assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTerminalHasTheSizeItIsGiven() throws Exception {
        var terminal = new RemoteCommandOptions(true, true, false, true);
        String loop = "until busybox stty size | busybox grep '33 101'; do sleep 1; done";
        try (RemoteCommand command = exec(terminal, "sh", "-c", loop)) {
            command.resize(new TerminalSize(101, 33));
            assertThat(command.stdout().readAllBytes()).asString().contains("33 101");
            assertThat(command.await().success()).isTrue();
        }
    }

    @Test
    void aCommandThatIsNotThereIsAnError() throws Exception {
        try (RemoteCommand command = exec(ALL, "no-such-command")) {
            assertThat(command.stdout().read()).isEqualTo(-1);
            assertThat(command.await().success()).isFalse();
            assertThat(command.await().message()).doesNotContain("lost");
        }
    }

    @Test
    void attachReachesTheMainProcess() throws Exception {
        var request = new AttachRequest(container, false, true, true, true);
        SpdySession session = upgrade(containerd.runtime().attach(request), CommandProtocol.V4.text());
        try (RemoteCommand command = RemoteCommand.over(session, CommandProtocol.V4, ALL)) {
            command.stdin().write("attached\n".getBytes(StandardCharsets.UTF_8));
            assertThat(command.stdout().readNBytes(9)).asString().isEqualTo("attached\n");
        }
    }

    @Test
    void aCommandRunsOverAWebSocket() throws Exception {
        String key = WebSocketHandshake.newKey(new Random(1));
        var request = new ExecRequest(container, List.of("sh", "-c", "echo out; exit 4"), false, false, true, true);
        URI url = ((StreamingEndpoint.Remote) containerd.runtime().exec(request)).url();
        var upgraded = (UpgradeResponse.Upgraded) new UpgradeClient()
                .upgrade(
                        UpgradeTarget.plain(url.getHost(), url.getPort()),
                        UpgradeRequest.webSocket(url.getRawPath(), key, List.of("v4.channel.k8s.io"))
                                .with("Origin", "http://localhost"));
        assertThat(upgraded.headers().first("Sec-WebSocket-Accept")).contains(WebSocketHandshake.accept(key));
        var options = new RemoteCommandOptions(false, true, true, false);
        try (RemoteCommand command =
                RemoteCommand.over(WebSocket.client(upgraded.connection()), "v4.channel.k8s.io", options)) {
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("out\n");
            assertThat(command.await().exitCode()).hasValue(4);
        }
    }

    @Test
    void portsAreForwarded() throws Exception {
        SpdySession session = upgrade(containerd.runtime().portForward(sandbox, List.of(8080)), PortForward.PROTOCOL);
        byte[] sent = new byte[5_000_000];
        new Random(2).nextBytes(sent);
        try (var client = new SpdyPortForwardClient(session)) {
            for (int i = 0; i < 3; i++) {
                try (var connection = client.connect(8080)) {
                    CompletableFuture<Boolean> written = async(() -> {
                        connection.output().write(sent);
                        return true;
                    });
                    byte[] received = connection.input().readNBytes(sent.length);
                    assertThat(Arrays.equals(received, sent))
                            .as(received.length + " bytes")
                            .isTrue();
                    assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
                }
            }
            try (var refused = client.connect(81)) {
                assertThat(refused.problem()).contains("error forwarding port 81 to pod", "connection refused");
            }
        }
    }

    private interface Work {
        boolean run() throws IOException;
    }

    private static CompletableFuture<Boolean> async(Work work) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
