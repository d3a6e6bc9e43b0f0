package io.navarch.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.Eventually;
import io.navarch.kubelet.SentEvents;
import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.containerd.PrivateContainerd;
import io.navarch.kubelet.hook.LifecycleHooks;
import io.navarch.kubelet.pod.PodObservation;
import io.navarch.kubelet.probe.ProbeWorkers;
import io.navarch.kubelet.volume.HostContainerMounts;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardClient;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.RemoteCommand;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.TerminalSize;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node's server, mounts, probes and hooks with a pod of a real containerd. */
@Tag("containerd")
@Timeout(120)
@NullUnmarked
class ContainerdServerTest {
    private static final RemoteCommandOptions ALL = new RemoteCommandOptions(true, true, true, false);
    private static final String STREAMS = "&input=1&output=1&error=1";

    private static PrivateContainerd containerd;
    private static ServedNode node;
    private static Pod pod;
    private static String id;
    private static Path podsDir;

    @BeforeAll
    static void start() throws Exception {
        containerd = new PrivateContainerd();
        var runtime = containerd.runtime();
        var logs = Files.createDirectories(containerd.directory.resolve("logs"));
        podsDir = containerd.directory.resolve("pods");
        node = new ServedNode(runtime, logs, containerd.clock);
        pod = Pod.KIND.read("""
                {"metadata": {"name": "web", "namespace": "default", "uid": "u1"},
                 "spec": {"hostname": "web", "containers": [{"name": "c", "image": "busybox", "stdin": true,
                   "terminationMessagePath": "/dev/termination-log",
                   "volumeMounts": [{"name": "v", "mountPath": "/data", "subPath": "sub"}],
                   "lifecycle": {"postStart": {"exec": {"command": ["busybox", "touch", "/data/hooked"]}}},
                   "startupProbe": {"exec": {"command": ["ls", "/data/hooked"]}, "timeoutSeconds": 20,
                                    "periodSeconds": 1, "failureThreshold": 30, "successThreshold": 1},
                   "readinessProbe": {"tcpSocket": {"port": 8080}, "timeoutSeconds": 20,
                                      "periodSeconds": 1, "successThreshold": 1}}]}}
                """.getBytes(StandardCharsets.UTF_8));
        var config = PodSandboxConfig.builder(new PodSandboxMetadata("web", "default", "u1", 0))
                .hostname("web")
                .logDirectory(logs.toString())
                .labels(Labels.ofPod(pod))
                .build();
        var sandbox = runtime.runPodSandbox(config, "");
        var address = runtime.podSandboxStatus(sandbox).ips().getFirst();
        pod = pod.withStatus(status -> status.withPodIP(address));
        node.pods.put("default/web", pod);
        var container = pod.spec().containers().getFirst();
        var volume = Files.createDirectories(containerd.directory.resolve("volume"));
        var mounts = new HostContainerMounts(podsDir, "cluster.local", new Random(1))
                .of(pod, container, Map.of("v", volume), Map::of);
        id = runtime.createContainer(
                sandbox,
                ContainerConfig.builder(new ContainerMetadata("c", 0), ImageSpec.of(PrivateContainerd.BUSYBOX))
                        .command(List.of("sh", "-c", "echo begun; busybox nc -ll -p 8080 -e cat & exec cat"))
                        .labels(Labels.ofContainer(pod, container))
                        .mounts(mounts)
                        .logPath("c.log")
                        .interactive(true, false, false)
                        .build(),
                config);
        runtime.startContainer(id);
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            node.close();
            containerd.close();
        }
    }

    private static RemoteCommand exec(RemoteCommandOptions options, String query) throws Exception {
        var session = node.spdy("/exec/default/web/c?" + query, CommandProtocol.V4.text());
        return RemoteCommand.over(session, CommandProtocol.V4, options);
    }

    @Test
    void aCommandHasItsStreamsAndItsCode() throws Exception {
        var script = "cat%3B%20echo%20err%20%3E%262%3B%20exit%203";
        try (var command = exec(ALL, "command=sh&command=-c&command=" + script + STREAMS)) {
            command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            command.stdin().close();
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
            assertThat(command.stderr().readAllBytes()).asString().isEqualTo("err\n");
            assertThat(command.await().exitCode()).hasValue(3);
        }
    }

    @Test
    void aTerminalHasItsSize() throws Exception {
        var terminal = new RemoteCommandOptions(true, true, false, true);
        var script = "until%20busybox%20stty%20size%20%7C%20busybox%20grep%20'33%20101'%3B%20do%20sleep%201%3B%20done";
        try (var command = exec(terminal, "command=sh&command=-c&command=" + script + "&input=1&output=1&tty=1")) {
            command.resize(new TerminalSize(101, 33));
            assertThat(command.stdout().readAllBytes()).asString().contains("33 101");
        }
    }

    @Test
    void aCommandRunsOverAWebSocket() throws Exception {
        var request = UpgradeRequest.webSocket(
                "/exec/default/web/c?command=hostname&output=1",
                WebSocketHandshake.newKey(new Random(1)),
                List.of("v4.channel.k8s.io"));
        var upgraded = (UpgradeResponse.Upgraded) node.upgrade(request);
        var options = new RemoteCommandOptions(false, true, false, false);
        try (var command = RemoteCommand.over(WebSocket.client(upgraded.connection()), "v4.channel.k8s.io", options)) {
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("web\n");
        }
    }

    @Test
    void attachReachesTheMainProcess() throws Exception {
        var session = node.spdy("/attach/default/web/c?input=1&output=1&error=1", CommandProtocol.V4.text());
        try (var command = RemoteCommand.over(session, CommandProtocol.V4, ALL)) {
            command.stdin().write("attached\n".getBytes(StandardCharsets.UTF_8));
            assertThat(command.stdout().readNBytes(9)).asString().isEqualTo("attached\n");
        }
    }

    @Test
    void portsAreForwarded() throws Exception {
        var sent = new byte[1_000_000];
        new Random(2).nextBytes(sent);
        try (var client = new SpdyPortForwardClient(node.spdy("/portForward/default/web", PortForward.PROTOCOL));
                var connection = client.connect(8080)) {
            Thread.ofVirtual().start(() -> {
                try {
                    connection.output().write(sent);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(connection.input().readNBytes(sent.length)).isEqualTo(sent);
        }
    }

    @Test
    void theLogIsRead() throws Exception {
        Eventually.holds("logged", () -> {
            try {
                return node.get("/containerLogs/default/web/c").startsWith("200 begun\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(node.get("/containerLogs/default/web/c?timestamps=true&limitBytes=31"))
                .matches("200 \\d{4}-.*Z ");
        assertThat(node.get("/stats/summary")).contains("\"workingSetBytes\":");
    }

    @Test
    void theHostsFileNamesThePod() throws Exception {
        try (var command = exec(ALL, "command=cat&command=/etc/hosts" + STREAMS)) {
            assertThat(command.stdout().readAllBytes())
                    .asString()
                    .startsWith("# Kubernetes-managed hosts file.\n")
                    .endsWith(pod.status().podIP() + "\tweb\n");
        }
        try (var command =
                exec(ALL, "command=sh&command=-c&command=echo%20bye%20%3E%20/dev/termination-log" + STREAMS)) {
            assertThat(command.await().success()).isTrue();
        }
        try (var words = Files.list(podsDir.resolve("u1/containers/c"))) {
            assertThat(words.findFirst().orElseThrow()).hasContent("bye");
        }
    }

    @Test
    void hooksAndProbesReachTheContainer() throws Exception {
        var runtime = containerd.runtime();
        var clock = containerd.clock;
        var container = pod.spec().containers().getFirst();
        var events = new SentEvents();
        var hooks = new LifecycleHooks(runtime, NetworkContext.host(), events.recorder(clock), clock);
        try (var probes = new ProbeWorkers(runtime, NetworkContext.host(), events.recorder(clock), uid -> {}, clock)) {
            probes.follow(pod, PodObservation.of(runtime, "u1"));
            assertThat(probes.ready(id, container)).isFalse();
            assertThat(hooks.postStart(pod, container, id, pod.status().podIP()))
                    .isTrue();
            assertThat(containerd.directory.resolve("volume/sub/hooked")).exists();
            Eventually.holds("started", () -> probes.started(id, container));
            Eventually.holds("ready", () -> probes.ready(id, container));
        }
        assertThat(events.texts()).allMatch(text -> text.startsWith("Unhealthy: Startup probe failed: ls: "));
    }
}
