package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Http;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.OldKubectl;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs, exec, attach, cp and port-forward, with the newest kubectl (WebSocket) and with one of 2021 (SPDY). */
@SystemTest
final class StreamsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String COUNTER = """
            apiVersion: v1
            kind: Pod
            metadata: {name: counter}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: appstore:5000/busybox
                stdin: true
                command: [sh, -c, 'for i in 1 2 3; do echo line $i; done; while read -r l; do echo "heard $l"; done; sleep 3600']
            """;

    @TempDir
    private Path folder;

    private static void ready(Kubectl kubectl) {
        kubectl.apply(COUNTER);
        kubectl.out("wait", "--for=condition=Ready", "pod/counter", "--timeout=60s");
    }

    private static List<Kubectl> clients(Kubectl newest, RunningNavarch navarch) {
        return OldKubectl.find(navarch.directory().adminKubeconfig())
                .map(old -> List.of(newest, old.in("streams")))
                .orElse(List.of(newest));
    }

    @Test
    void logsAreReadWholeTailedAndFollowed(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        ready(kubectl);
        awaitThat(MINUTE, () -> assertThat(kubectl.out("logs", "counter")).startsWith("line 1\nline 2\nline 3\n"));
        assertThat(kubectl.out("logs", "counter", "--since=1h", "--timestamps"))
                .containsPattern("^\\d{4}-\\d\\d-\\d\\dT.*Z line 1\n");
        for (Kubectl client : clients(kubectl, navarch)) {
            assertThat(client.out("logs", "counter", "--limit-bytes=6")).isEqualTo("line 1");
            Process following = client.start("logs", "-f", "counter");
            try (var lines =
                    new BufferedReader(new InputStreamReader(following.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("line 1");
            } finally {
                following.destroyForcibly();
            }
        }
        assertThat(kubectl.run("logs", "nobody").err()).contains("pods \"nobody\" not found");
    }

    @Test
    void commandsRunWithInputOutputAndExitCode(Kubectl kubectl, RunningNavarch navarch) {
        ready(kubectl);
        for (Kubectl client : clients(kubectl, navarch)) {
            assertThat(client.runWith(
                            "some text", "exec", "-i", "counter", "--", "sh", "-c", "cat; echo problem >&2; exit 3"))
                    .satisfies(answer -> {
                        assertThat(answer.out()).isEqualTo("some text");
                        assertThat(answer.err()).contains("problem\n", "command terminated with exit code 3");
                        assertThat(answer.exitCode()).isEqualTo(3);
                    });
            assertThat(client.out("exec", "counter", "--", "hostname")).isEqualTo("counter\n");
        }
    }

    @Test
    void attachingSendsInputToTheContainer(Kubectl kubectl, RunningNavarch navarch) {
        ready(kubectl);
        for (Kubectl client : clients(kubectl, navarch)) {
            client.runWith("hello\n", "attach", "-i", "counter");
            awaitThat(MINUTE, () -> assertThat(kubectl.out("logs", "counter")).contains("heard hello"));
            kubectl.out("delete", "pod", "counter", "--now");
            ready(kubectl);
        }
    }

    @Test
    void filesAreCopiedThereAndBack(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        ready(kubectl);
        Path there = Files.writeString(folder.resolve("there"), "x".repeat(300_000));
        for (Kubectl client : clients(kubectl, navarch)) {
            Path back = folder.resolve("back");
            client.out("cp", there.toString(), "counter:/tmp/copy");
            client.out("cp", "counter:/tmp/copy", back.toString());
            assertThat(back).hasSameTextualContentAs(there);
            Files.delete(back);
        }
    }

    @Test
    void aPortIsForwarded(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        kubectl.out("run", "web", "--image=appstore:5000/liuwenmao/django-hello", "--port=8111");
        kubectl.out("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
        for (Kubectl client : clients(kubectl, navarch)) {
            Process forwarding = client.start("port-forward", "pod/web", ":8111");
            try (var lines =
                    new BufferedReader(new InputStreamReader(forwarding.getInputStream(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                assertThat(line).matches("Forwarding from 127\\.0\\.0\\.1:\\d+ -> 8111");
                String port = line.replaceAll(".*:(\\d+) .*", "$1");
                for (int request = 1; request <= 3; request++) {
                    assertThat(Http.get("http://127.0.0.1:" + port + "/" + request))
                            .contains("GET /" + request, "Hostname: web");
                }
            } finally {
                forwarding.destroyForcibly();
            }
        }
    }
}
