package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Answer;
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

    @Test
    void logsAreChosenByCountAgeAndAttempt(Kubectl kubectl, RunningNavarch navarch) {
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: twice}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: main
                    image: appstore:5000/busybox
                    volumeMounts: [{name: kept, mountPath: /kept}]
                    command: [sh, -c, 'n=$(cat /kept/n || echo 1); echo $((n+1)) > /kept/n; for i in 1 2 3; do echo run $n line $i; done; [ $n = 1 ] && exit 1; sleep 5; echo late; sleep 3600']
                  volumes: [{name: kept, emptyDir: {}}]
                """);
        awaitThat(MINUTE, () -> assertThat(kubectl.out("logs", "twice")).endsWith("run 2 line 3\nlate\n"));
        for (Kubectl client : clients(kubectl, navarch)) {
            assertThat(client.out("logs", "twice", "--previous"))
                    .endsWith("run 1 line 1\nrun 1 line 2\nrun 1 line 3\n");
            assertThat(client.out("logs", "twice", "--tail=2")).isEqualTo("run 2 line 3\nlate\n");
            assertThat(client.out("logs", "twice", "--tail=0")).isEmpty();
            String late =
                    client.out("logs", "twice", "--tail=1", "--timestamps").split(" ")[0];
            assertThat(client.out("logs", "twice", "--since-time=" + late)).isEqualTo("late\n");
            assertThat(client.out("logs", "twice", "--since=1h")).contains("run 2 line 1\n", "late\n");
        }
        ready(kubectl);
        assertThat(kubectl.run("logs", "counter", "--previous").err())
                .contains("previous terminated container \"main\" in pod \"counter\" not found");
    }

    @Test
    void followedLogsEndWithTheirContainer(Kubectl kubectl, RunningNavarch navarch) {
        for (Kubectl client : clients(kubectl, navarch)) {
            kubectl.out(
                    "run",
                    "ending",
                    "--image=appstore:5000/busybox",
                    "--restart=Never",
                    "--command",
                    "--",
                    "sh",
                    "-c",
                    "for i in 1 2 3 4; do echo $i; sleep 1; done");
            awaitThat(MINUTE, () -> assertThat(kubectl.out("logs", "ending")).startsWith("1\n"));
            assertThat(client.out("logs", "-f", "ending")).isEqualTo("1\n2\n3\n4\n");
            kubectl.out("delete", "pod", "ending", "--now");
        }
    }

    @Test
    void aTerminalHasItsSizeAndTheShellItsExitCode(Kubectl kubectl, RunningNavarch navarch) {
        ready(kubectl);
        for (Kubectl client : clients(kubectl, navarch)) {
            Answer answer = client.onTerminal(
                    33, 77, "stty size\ntty\necho said $((40 + 2))\nexit 5\n", "exec", "-it", "counter", "--", "sh");
            assertThat(answer.out()).contains("33 77", "/dev/pts/", "said 42");
            assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(5);
        }
    }

    @Test
    void foldersAreCopiedThereAndBack(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        ready(kubectl);
        Path there = Files.createDirectories(folder.resolve("there/deep")).getParent();
        Files.writeString(there.resolve("one"), "1");
        Files.writeString(there.resolve("deep/two"), "2");
        int number = 0;
        for (Kubectl client : clients(kubectl, navarch)) {
            Path back = folder.resolve("back" + number++);
            client.out("cp", there.toString(), "counter:/tmp/" + back.getFileName());
            assertThat(kubectl.out("exec", "counter", "--", "cat", "/tmp/" + back.getFileName() + "/deep/two"))
                    .isEqualTo("2");
            client.out("cp", "counter:/tmp/" + back.getFileName(), back.toString());
            assertThat(back.resolve("one")).hasContent("1");
            assertThat(back.resolve("deep/two")).hasContent("2");
        }
    }
}
