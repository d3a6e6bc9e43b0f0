package io.navarch.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.simulated.SimulatedContainerRuntime;
import io.navarch.model.core.v1.Pod;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardClient;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.RemoteCommand;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.upgrade.UpgradeRequest;
import io.navarch.streaming.upgrade.UpgradeResponse;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketDuplex;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(60)
class KubeletServerTest {
    private static final RemoteCommandOptions ALL = new RemoteCommandOptions(true, true, true, false);
    private static final String STREAMS = "&input=1&output=1&error=1";

    @TempDir
    Path logs;

    private final Clock clock = Clock.system();
    private final SimulatedContainerRuntime runtime = new SimulatedContainerRuntime(clock);
    private ServedNode node;
    private Pod pod;
    private PodSandboxConfig sandboxConfig;
    private String sandbox;
    private String container;

    @BeforeEach
    void start() throws Exception {
        node = new ServedNode(runtime, logs, clock);
        runtime.updateRuntimeConfig("10.1.0.0/24");
        runtime.pullImage(ImageSpec.of("busybox"), null, null);
        pod = Pod.KIND.read("""
                {"metadata": {"name": "web", "namespace": "default", "uid": "u1"},
                 "spec": {"containers": [{"name": "c", "image": "busybox"}, {"name": "late", "image": "none"}]},
                 "status": {"containerStatuses": [{"name": "late", "state": {"waiting": {"reason": "ErrImagePull"}}}]}}
                """.getBytes(StandardCharsets.UTF_8));
        node.pods.put("default/web", pod);
        sandboxConfig = PodSandboxConfig.builder(new PodSandboxMetadata("web", "default", "u1", 0))
                .labels(Labels.ofPod(pod))
                .build();
        sandbox = runtime.runPodSandbox(sandboxConfig, "");
        container = startContainer(0, "echo one; echo two >&2; echo three; sleep 1000000");
    }

    private String startContainer(int attempt, String script) {
        var config = ContainerConfig.builder(new ContainerMetadata("c", attempt), ImageSpec.of("busybox"))
                .command(List.of("sh", "-c", script))
                .labels(Labels.ofContainer(pod, pod.spec().containers().getFirst()))
                .build();
        var id = runtime.createContainer(sandbox, config, sandboxConfig);
        runtime.startContainer(id);
        return id;
    }

    @AfterEach
    void close() {
        node.close();
        clock.close();
    }

    @Test
    void onlyKnownCallersAreAnswered() throws Exception {
        assertThat(node.get("/healthz")).isEqualTo("200 ok");
        assertThat(node.get(node.asNobody, "/healthz", "")).isEqualTo("401 Unauthorized");
        assertThat(node.get(node.asNobody, "/healthz", "Authorization: Bearer bad\r\n"))
                .isEqualTo("401 Unauthorized");
        assertThat(node.get(node.asNobody, "/pods", "Authorization: Bearer good\r\n"))
                .isEqualTo("403 Forbidden (user=monitor, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
        assertThat(node.get(node.asNobody, "/metrics", "Authorization: Bearer good\r\n"))
                .startsWith("200 ");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNoIdentity() throws Exception {
        var other = CertificateAuthority.create("kubernetes", InstantSource.system());
        var forged = node.client(other.issue(CertificateSpec.client("admin", "system:masters")));
        // The client may keep it to itself, as the server does not ask for certificates of that authority.
        assertThat(node.get(forged, "/healthz", "")).isEqualTo("401 Unauthorized");
    }

    @Test
    void connectionsServeSeveralRequests() throws Exception {
        var request = "GET /healthz HTTP/1.1\r\nHost: n\r\n\r\n";
        var answers = node.raw(node.asApiServer, request + request + "GET /none HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(3);
        assertThat(answers).contains("HTTP/1.1 404 Not Found").endsWith("404 page not found\n");
        assertThat(node.raw(node.asApiServer, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void logsAreReadAsAsked() throws Exception {
        var path = "/containerLogs/default/web/c";
        assertThat(node.get(path)).isEqualTo("200 one\ntwo\nthree\n");
        assertThat(node.get(path + "?tailLines=1")).isEqualTo("200 three\n");
        assertThat(node.get(path + "?limitBytes=5")).isEqualTo("200 one\nt");
        assertThat(node.get(path + "?stream=Stderr")).isEqualTo("200 two\n");
        assertThat(node.get(path + "?sinceTime=2999-01-01T00:00:00Z")).isEqualTo("200 ");
        assertThat(node.get(path + "?timestamps=true&tailLines=1"))
                .matches("200 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z three\n");
    }

    @Test
    void logsThatAreNotThereAreSaidInUpstreamsWords() throws Exception {
        assertThat(node.get("/containerLogs/default/none/c")).isEqualTo("404 pod \"none\" does not exist\n");
        assertThat(node.get("/containerLogs/default/web/x"))
                .isEqualTo("404 container \"x\" not found in pod \"web\"\n");
        assertThat(node.get("/containerLogs/default/web/late"))
                .isEqualTo("400 container \"late\" in pod \"web\" is waiting to start: image can't be pulled");
        assertThat(node.get("/containerLogs/default/web/c?previous=true"))
                .isEqualTo("400 previous terminated container \"c\" in pod \"web\" not found");
        assertThat(node.get("/containerLogs/default/web/c?tailLines=x"))
                .isEqualTo("400 {\"message\": \"Unable to decode query.\"}");
        assertThat(node.get("/containerLogs/default/web/c?limitBytes=0"))
                .isEqualTo("422 {\"message\": \"Invalid request.\"}");
    }

    @Test
    void thePreviousLogIsThatOfTheAttemptBefore() throws Exception {
        runtime.stopContainer(container, Duration.ZERO);
        assertThat(node.get("/containerLogs/default/web/c")).isEqualTo("200 one\ntwo\nthree\n");
        assertThat(node.get("/containerLogs/default/web/c?previous=true")).startsWith("400 previous terminated");
        startContainer(1, "echo again; sleep 1000000");
        assertThat(node.get("/containerLogs/default/web/c")).isEqualTo("200 again\n");
        assertThat(node.get("/containerLogs/default/web/c?previous=true")).isEqualTo("200 one\ntwo\nthree\n");
    }

    @Test
    void followedLogsEndWithTheContainer() throws Exception {
        try (var in = new BufferedReader(new InputStreamReader(
                node.open("/containerLogs/default/web/c?follow=true&tailLines=1"), StandardCharsets.UTF_8))) {
            until(in, "three");
            runtime.find("default", "web", "c").orElseThrow().log(LogLine.Stream.STDOUT, "four");
            until(in, "four");
            runtime.stopContainer(container, Duration.ZERO);
            until(in, "0");
        }
    }

    private static void until(BufferedReader in, String wanted) throws IOException {
        for (var line = in.readLine(); !wanted.equals(line); line = in.readLine()) {
            assertThat(line).isNotNull();
        }
    }

    @Test
    void commandsRunOverSpdy() throws Exception {
        var session = node.spdy("/exec/default/web/c?command=cat" + STREAMS, CommandProtocol.V4.text());
        try (var command = RemoteCommand.over(session, CommandProtocol.V4, ALL)) {
            command.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            command.stdin().close();
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hello");
            assertThat(command.await().success()).isTrue();
        }
        var failing = node.spdy(
                "/exec/default/web/u1/c?command=sh&command=-c&command=exit%203" + STREAMS, CommandProtocol.V4.text());
        try (var command = RemoteCommand.over(failing, CommandProtocol.V4, ALL)) {
            assertThat(command.await().exitCode()).hasValue(3);
        }
    }

    @Test
    void commandsRunOverWebSockets() throws Exception {
        var request = UpgradeRequest.webSocket(
                "/exec/default/web/c?command=echo&command=hi&output=1",
                WebSocketHandshake.newKey(new Random(1)),
                List.of("v5.channel.k8s.io"));
        var upgraded = (UpgradeResponse.Upgraded) node.upgrade(request);
        var options = new RemoteCommandOptions(false, true, false, false);
        try (var command = RemoteCommand.over(WebSocket.client(upgraded.connection()), "v5.channel.k8s.io", options)) {
            assertThat(command.stdout().readAllBytes()).asString().isEqualTo("hi\n");
            assertThat(command.await().success()).isTrue();
        }
    }

    @Test
    void commandsThatCannotRunAreRefused() throws Exception {
        assertThat(refusal("/exec/default/web/c?command=x"))
                .isEqualTo("400 you must specify at least 1 of stdin, stdout, stderr");
        assertThat(refusal("/exec/default/none/c?command=x&output=1")).isEqualTo("404 pod does not exist");
        assertThat(refusal("/exec/default/web/late?command=x&output=1"))
                .isEqualTo("500 container not found (\"late\")");
        assertThat(refusal("/exec/default/web/other/c?command=x&output=1"))
                .isEqualTo("500 container not found (\"c\")");
        assertThat(refusal("/attach/default/web/late?output=1"))
                .isEqualTo("500 container late not found in pod web_default");
        assertThat(node.get("/exec/default/web/c?command=x&output=1")).isEqualTo("400 Upgrade request required");
        var unknown = node.upgrade(UpgradeRequest.spdy("/exec/default/web/c?command=x&output=1", List.of("v9")));
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.headers().values("X-Accepted-Stream-Protocol-Versions"))
                .contains("v4.channel.k8s.io");
    }

    private String refusal(String path) throws IOException {
        var refused = (UpgradeResponse.Refused) node.upgrade(UpgradeRequest.spdy(path, List.of("v4.channel.k8s.io")));
        return refused.status() + " " + new String(refused.body(), StandardCharsets.UTF_8);
    }

    @Test
    void attachShowsWhatTheContainerWrites() throws Exception {
        var options = new RemoteCommandOptions(false, true, true, false);
        var session = node.spdy("/attach/default/web/c?output=1&error=1", CommandProtocol.V4.text());
        try (var command = RemoteCommand.over(session, CommandProtocol.V4, options)) {
            // Attached is whoever hears it; the container says it until then.
            var talker = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    runtime.find("default", "web", "c").orElseThrow().log(LogLine.Stream.STDOUT, "tick");
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
            });
            assertThat(command.stdout().readNBytes(5)).asString().isEqualTo("tick\n");
            talker.interrupt();
        }
    }

    @Test
    void runAnswersWhatTheCommandPrinted() throws Exception {
        var answer = node.raw(
                node.asApiServer, "POST /run/default/web/c?cmd=echo%20hi HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("hi\n");
    }

    @Test
    void portsAreForwardedOverSpdy() throws Exception {
        try (var client = new SpdyPortForwardClient(node.spdy("/portForward/default/web", PortForward.PROTOCOL))) {
            askHttp(client);
            askHttp(client);
        }
        assertThat(refusal("/portForward/default/none")).isEqualTo("404 pod does not exist");
    }

    @Test
    void portsAreForwardedThroughAWebSocketTunnel() throws Exception {
        var request = UpgradeRequest.webSocket(
                "/portForward/default/web",
                WebSocketHandshake.newKey(new Random(1)),
                List.of(PortForward.TUNNEL_SUBPROTOCOL));
        var upgraded = (UpgradeResponse.Upgraded) node.upgrade(request);
        var tunnel = new WebSocketDuplex(WebSocket.client(upgraded.connection()));
        try (var client = new SpdyPortForwardClient(SpdySession.client(tunnel))) {
            askHttp(client);
        }
    }

    private static void askHttp(SpdyPortForwardClient client) throws IOException {
        try (var connection = client.connect(80)) {
            connection.output().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            var in = new BufferedReader(new InputStreamReader(connection.input(), StandardCharsets.UTF_8));
            until(in, "web");
        }
    }

    @Test
    void podsAreListed() throws Exception {
        assertThat(node.get("/pods"))
                .startsWith("200 {")
                .contains("\"kind\":\"PodList\"")
                .contains("\"uid\":\"u1\"");
        assertThat(node.get("/runningpods/")).contains("\"name\":\"web\"").contains("\"containers\":[{");
    }

    @Test
    void usageIsTold() throws Exception {
        assertThat(node.get("/stats/summary"))
                .contains("\"nodeName\":\"n1\"")
                .contains("\"podRef\":{")
                .contains("\"usageCoreNanoSeconds\":")
                .contains("\"workingSetBytes\":");
        assertThat(node.get("/metrics/resource"))
                .containsPattern(
                        "container_cpu_usage_seconds_total\\{container=\"c\",namespace=\"default\",pod=\"web\"} \\S+ \\d+\n")
                .containsPattern("node_memory_working_set_bytes \\d+ \\d+\n")
                .contains("resource_scrape_error 0\n");
        assertThat(node.get("/metrics"))
                .contains("kubelet_running_pods 1\n")
                .contains("kubelet_running_containers{container_state=\"running\"} 1\n");
    }

    @Test
    void theNodesLogFilesAreShown() throws Exception {
        Files.writeString(logs.resolve("kubelet.log"), "line\n");
        Files.createDirectory(logs.resolve("pods"));
        assertThat(node.get("/logs/")).contains("<a href=\"kubelet.log\">kubelet.log</a>\n<a href=\"pods/\">pods/</a>");
        assertThat(node.get("/logs/kubelet.log")).isEqualTo("200 line\n");
        assertThat(node.get("/logs/../../etc/passwd")).startsWith("404 ");
        assertThat(node.get("/logs/%2e%2e/%2e%2e/etc/passwd")).startsWith("404 ");
    }

    @Test
    void healthIsToldWithoutTlsOnAPortOfItsOwn() throws Exception {
        try (var health = (HttpConnections)
                KubeletServer.startHealthz(NetworkContext.host(), InetAddress.getByName("127.0.0.1"), 0)) {
            var url = java.net
                    .URI
                    .create("http://127.0.0.1:" + health.port() + "/healthz")
                    .toURL();
            try (var in = url.openStream()) {
                assertThat(in.readAllBytes()).asString().isEqualTo("ok");
            }
        }
    }
}
