package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Manifests;
import io.navarch.systemtests.fixture.Poller;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The process dies as in a power cut while clients write, and is started again. */
@SystemTest(options = {"--node-name", "to-be-killed"})
final class KillTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int WRITERS = 4;
    private static final int ENOUGH = 300;
    private static final String POD = "{range .items[*]}{.metadata.name} {.status.containerStatuses[0].containerID}"
            + " {.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].ready}{\"\\n\"}{end}";

    @Test
    void nothingThatWasAcknowledgedIsLostAndContainersRunOn(RunningNavarch navarch) throws Exception {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "kill")) {
            namespace.apply(Manifests.text("deployment.yaml"));
            namespace.out("rollout", "status", "deployment/web", "--timeout=110s");
            String address = namespace.value("service/web", ".spec.clusterIP");
            awaitThat(LIMIT, () -> assertThat(Poller.get(address, 8111)).contains("version 1"));
            String pods = namespace.out("get", "pods", "--sort-by=.metadata.name", "-o", "jsonpath=" + POD);
            assertThat(pods.lines()).hasSize(3).allMatch(line -> line.endsWith(" 0 true"));

            List<String> secrets = secretMounts(navarch);
            assertThat(secrets).as("the tokens of three pods").hasSizeGreaterThanOrEqualTo(3);

            Set<String> acknowledged = killedUnderLoad(navarch, namespace);
            assertThat(Poller.get(address, 8111)).as("pods serve on without it").contains("version 1");
            navarch.startAgain();

            assertThat(Set.copyOf(namespace
                            .out("get", "configmaps", "-o", "name")
                            .lines()
                            .toList()))
                    .containsAll(acknowledged);
            awaitThat(LIMIT, () -> assertThat(navarch.kubectl().out("get", "nodes", "--no-headers"))
                    .matches("to-be-killed +Ready +.*\\s*"));
            namespace.out("scale", "deployment/web", "--replicas=4");
            namespace.out("rollout", "status", "deployment/web", "--timeout=110s");
            assertThat(namespace
                            .out("get", "pods", "--sort-by=.metadata.name", "-o", "jsonpath=" + POD)
                            .lines())
                    .hasSize(4)
                    .containsAll(pods.lines().toList());
            assertThat(Poller.get(address, 8111)).contains("version 1");
            assertThat(secretMounts(navarch))
                    .as("found, not mounted again")
                    .containsAll(secrets)
                    .doesNotHaveDuplicates();
        }
    }

    private static List<String> secretMounts(RunningNavarch navarch) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.map(line -> line.split(" ")[1])
                    .filter(point -> point.startsWith(navarch.directory().path() + "/kubelet/"))
                    .toList();
        }
    }

    /** Kills the process in the midst of writing and answers with the ConfigMaps whose making it had confirmed. */
    private static Set<String> killedUnderLoad(RunningNavarch navarch, TestNamespace namespace) throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Process proxy = navarch.kubectl().start("proxy", "--port=0");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            // Starting to serve on 127.0.0.1:40123
            String line = proxy.inputReader().readLine();
            URI configMaps = URI.create("http://" + line.substring(line.lastIndexOf(' ') + 1) + "/api/v1/namespaces/"
                    + namespace.name() + "/configmaps");
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "load-" + writer + "-";
                writers.add(
                        Thread.startVirtualThread(() -> writeUntilItEnds(client, configMaps, prefix, acknowledged)));
            }
            awaitThat(LIMIT, () -> assertThat(acknowledged.size()).isGreaterThan(ENOUGH));
            assertThat(writers).allMatch(Thread::isAlive);
            navarch.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        } finally {
            proxy.destroy();
        }
        return acknowledged;
    }

    private static void writeUntilItEnds(HttpClient client, URI configMaps, String prefix, Set<String> acknowledged) {
        for (int number = 0; ; number++) {
            String name = prefix + number;
            HttpRequest request = HttpRequest.newBuilder(configMaps)
                    .header("Content-Type", "application/json")
                    .timeout(LIMIT)
                    .POST(BodyPublishers.ofString(
                            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                                    + "\"},\"data\":{\"number\":\"" + number + "\"}}"))
                    .build();
            try {
                if (client.send(request, BodyHandlers.ofString()).statusCode() != 201) {
                    return;
                }
                acknowledged.add("configmap/" + name);
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
