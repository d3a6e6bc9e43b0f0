package io.navarch.embedded.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.model.core.v1.Pod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real kubectls are answered about pods on simulated nodes, to which no network leads. */
@SuppressWarnings("NullAway.Init")
class SimulatedDoorTest {
    private static EmbeddedCluster cluster;

    @TempDir
    static Path home;

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(1);
        pod("talker", """
                "containers":[{"name":"c","image":"talker:1","command":["sh","-c","echo one; echo two; sleep 1000"],
                "ports":[{"containerPort":80}]}]""");
        pod("crasher", """
                "containers":[{"name":"c","image":"crasher:1","command":["sh","-c","echo $ATTEMPT failing; exit 3"]}]""");
        Pods.await(cluster.client(), "talker", pod -> pod.status().phase().equals("Running"));
        Pods.await(cluster.client(), "crasher", pod -> pod.status().containerStatuses().stream()
                .anyMatch(status -> status.restartCount() > 0));
    }

    private static void pod(String name, String spec) {
        cluster.client()
                .of(Pod.KIND, "default")
                .create(Pod.KIND.read(("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"}},"spec":{%s}}""").formatted(name, name, spec).getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    static Stream<Path> kubectls() throws Exception {
        var all = Kubectl.binaries();
        return all.isEmpty() ? Stream.of(Path.of("none")) : all.stream();
    }

    private static Kubectl kubectl(Path binary) throws Exception {
        Assumptions.assumeFalse(Kubectl.binaries().isEmpty(), "there is no kubectl");
        return new Kubectl(binary, home, cluster.kubeconfig());
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void showsLogs(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("logs", "talker").both()).isEqualTo("one\ntwo\n");
        assertThat(kubectl.run("logs", "talker", "--tail=1").both()).isEqualTo("two\n");
        assertThat(kubectl.run("logs", "talker", "--since=1h", "--timestamps").out())
                .matches("(?s)\\d{4}-\\d\\d-\\d\\dT.*Z one\n.*");
        assertThat(kubectl.run("logs", "crasher", "--previous").both()).contains("failing");
        assertThat(kubectl.run("logs", "-l", "app=talker", "--prefix").out()).contains("[pod/talker/c] one");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void runsCommands(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("exec", "talker", "--", "echo", "a", "b").both()).isEqualTo("a b\n");
        assertThat(kubectl.fed("typed in", "exec", "-i", "talker", "--", "cat").out())
                .isEqualTo("typed in");
        assertThat(kubectl.run("get", "--raw", "/api/v1/namespaces/default/pods/talker/exec?command=ls")
                        .both())
                .contains("you must specify at least 1 of stdin, stdout, stderr");
        var failed = kubectl.run("exec", "talker", "--", "sh", "-c", "echo no >&2; exit 3");
        assertThat(failed.exit()).isEqualTo(3);
        assertThat(failed.err()).startsWith("no\n").contains("command terminated with exit code 3");
        assertThat(kubectl.fed("hostname\nexit\n", "exec", "-i", "talker", "--", "sh")
                        .out())
                .isEqualTo("talker\n");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void copiesFiles(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        var file = Files.writeString(home.resolve("sent"), "content of a file");
        assertThat(kubectl.run("cp", file.toString(), "talker:/tmp/arrived").both())
                .isEmpty();
        assertThat(kubectl.run("exec", "talker", "--", "cat", "/tmp/arrived").both())
                .isEqualTo("content of a file");
        var back = home.resolve("back");
        assertThat(kubectl.run("cp", "talker:/tmp/arrived", back.toString()).err())
                .doesNotContain("rror");
        assertThat(back).hasContent("content of a file");
        assertThat(kubectl.run("cp", "talker:/tmp/none", back.toString()).both())
                .contains("No such file or directory");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void attaches(Path binary) throws Exception {
        var attached = kubectl(binary).start("attach", "talker");
        try (var out = new BufferedReader(new InputStreamReader(attached.getInputStream(), StandardCharsets.UTF_8))) {
            var told = out.readLine();
            var container = cluster.engine().container("default", "talker", "c").orElseThrow();
            var teller = Thread.ofVirtual().start(() -> {
                for (int i = 0; attached.isAlive(); i++) {
                    container.print("spoken " + i);
                    java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                }
            });
            var line = String.valueOf(told != null && told.startsWith("spoken") ? told : out.readLine());
            while (!line.startsWith("spoken") && !line.equals("null")) {
                line = String.valueOf(out.readLine());
            }
            assertThat(line).startsWith("spoken ");
            attached.destroy();
            teller.join();
        } finally {
            attached.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void forwardsPorts(Path binary) throws Exception {
        var forward = kubectl(binary).start("port-forward", "talker", ":80");
        try (var out = new BufferedReader(new InputStreamReader(forward.getInputStream(), StandardCharsets.UTF_8))) {
            var line = String.valueOf(out.readLine());
            assertThat(line).startsWith("Forwarding from 127.0.0.1:").endsWith("-> 80");
            int port = Integer.parseInt(line.replaceAll(".*:(\\d+) -> 80", "$1"));
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                var answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
            }
        } finally {
            forward.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void proxiesToNodesAndPods(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("get", "--raw", "/api/v1/nodes/node-1/proxy/healthz")
                        .both())
                .isEqualTo("ok");
        assertThat(kubectl.run("get", "--raw", "/api/v1/nodes/node-1/proxy/stats/summary")
                        .both())
                .contains("\"nodeName\":\"node-1\"", "\"usageNanoCores\"");
        assertThat(kubectl.run("get", "--raw", "/api/v1/namespaces/default/pods/talker/proxy/x")
                        .both())
                .isEqualTo("talker\n");
    }
}
