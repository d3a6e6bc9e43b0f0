package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs, commands, port-forwards and proxying through the server to a kubelet, as real kubectls ask for them. */
@SuppressWarnings("NullAway.Init")
class NodeDoorTest {
    private static TestCluster cluster;
    private static FakeKubelet kubelet;

    @TempDir
    static Path home;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        var serving = cluster.pki.kubeletServing("n", List.of(InetAddress.getByName("127.0.0.1")));
        kubelet = new FakeKubelet(serving, cluster.pki.ca().credential());
        var node = """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"n"},"status":{"addresses":
                [{"type":"Hostname","address":"nowhere.invalid"},{"type":"InternalIP","address":"127.0.0.1"}],
                "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(kubelet.port());
        create("nodes", Node.KIND.read(node.getBytes(StandardCharsets.UTF_8)).tree());
        create("pods", pod("p", "n", "c", "d"));
        create("pods", pod("lonely", "", "c"));
    }

    private static void create(String resource, Struct object) {
        cluster.server.stores().of("", resource).create(Bootstrap.SERVER, object, false);
    }

    private static Struct pod(String name, String node, String... containers) {
        var json = new StringBuilder(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"default\",\"name\":\"")
                .append(name)
                .append("\"},\"spec\":{\"nodeName\":\"")
                .append(node)
                .append("\",\"containers\":[");
        for (var container : containers) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append("{\"stdin\":true,\"image\":\"i\",\"name\":\"" + container + "\"}");
        }
        json.append("]}}");
        return Pod.KIND.read(json.toString().getBytes(StandardCharsets.UTF_8)).tree();
    }

    @AfterAll
    static void stop() {
        kubelet.close();
        cluster.close();
    }

    static Stream<Path> kubectls() throws Exception {
        var all = Kubectl.binaries();
        return all.isEmpty()
                ? Stream.of(Path.of("none"))
                : Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
    }

    private static Kubectl kubectl(Path binary) throws IOException {
        Assumptions.assumeFalse(Kubectl.binaries().isEmpty(), "there is no kubectl");
        return Kubectl.of(binary, home, cluster.server.port(), cluster.pki.ca().certificate(), cluster.pki.admin());
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void showsLogs(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        assertThat(kubectl.run("logs", "p", "-c", "c", "--tail=5", "--timestamps")
                        .out())
                .isEqualTo("one line\nanother line\n");
        assertThat(kubelet.requests).contains("GET /containerLogs/default/p/c?timestamps=true&tailLines=5 HTTP/1.1");
        assertThat(kubectl.run("logs", "p", "-c", "d").err())
                .isEqualTo("Error from server (BadRequest): container \"d\" in pod \"p\" is waiting to start:"
                        + " ContainerCreating\n");
        assertThat(kubectl.run("logs", "p", "-c", "x").err()).contains("container x is not valid for pod p");
        assertThat(kubectl.run("logs", "lonely").both()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void runsCommands(Path binary) throws Exception {
        var kubectl = kubectl(binary);
        var plain = kubectl.run("exec", "p", "-c", "c", "--", "echo", "a");
        assertThat(plain.err()).isEqualTo("said on stderr\n");
        assertThat(plain.out()).isEqualTo("echo\na\n");
        var fed = kubectl.run("typed in", List.of("exec", "-i", "p", "-c", "c", "--", "cat"));
        assertThat(fed.out()).isEqualTo("cat\ntyped in");
        var failed = kubectl.run("exec", "p", "-c", "c", "--", "fail");
        assertThat(failed.exit()).isEqualTo(3);
        assertThat(failed.err()).contains("command terminated with exit code 3");
        assertThat(kubectl.run("exec", "p", "-c", "d", "--", "x").err()).contains("container not found (\"d\")");
        assertThat(kubectl.run("exec", "lonely", "--", "x").err()).contains("pod lonely does not have a host assigned");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void forwardsPorts(Path binary) throws Exception {
        // A pod must be running for kubectl to forward to it.
        cluster.server.stores().of("", "pods").guaranteedUpdate("default", "p", false, stored -> {
            var pod = new Pod(stored);
            return pod.withStatus(pod.status().withPhase("Running")).tree();
        });
        var forward = kubectl(binary).start("port-forward", "p", ":80");
        try (var out = new BufferedReader(new InputStreamReader(forward.getInputStream(), StandardCharsets.UTF_8))) {
            var line = String.valueOf(out.readLine());
            assertThat(line).startsWith("Forwarding from 127.0.0.1:").endsWith("-> 80");
            int port = Integer.parseInt(line.replaceAll(".*:(\\d+) -> 80", "$1"));
            for (int i = 0; i < 2; i++) {
                try (var socket = new Socket("127.0.0.1", port)) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write("GET".getBytes(StandardCharsets.US_ASCII));
                    var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(answer).endsWith("hello 3");
                }
            }
        } finally {
            forward.destroy();
        }
    }

    @Test
    void proxiesToTheKubelet() throws Exception {
        var answer = kubectl(
                        Kubectl.binaries().isEmpty()
                                ? Path.of("none")
                                : Kubectl.binaries().get(0))
                .run("get", "--raw", "/api/v1/nodes/n/proxy/stats/summary?only_cpu=true");
        assertThat(answer.both()).isEqualTo("path /stats/summary?only_cpu=true");
    }
}
