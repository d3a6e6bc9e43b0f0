package io.navarch.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.core.v1.Pod;
import io.navarch.systemtests.fixture.Programs;
import io.navarch.systemtests.fixture.RunningNavarch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state that a cluster in a test has saved is opened with {@code navarch up --from}. */
@Tag("system")
final class SavedStateTest {
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default"},
             "spec":{"containers":[{"name":"c","image":"web:1"}]}}""";

    @TempDir
    private Path folder;

    @Test
    void opensWhatATestHasSaved() throws Exception {
        var file = folder.resolve("state");
        save(file);
        try (var navarch = RunningNavarch.start("--from", file.toString(), "--secure-port", "16843")) {
            var kubectl = navarch.kubectl();
            assertThat(kubectl.out("get", "nodes", "-o", "name").strip()).isEqualTo("node/node-1");
            kubectl.out("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
            assertThat(kubectl.out(
                            "get", "pod", "web", "-o", "jsonpath={.spec.nodeName} {.metadata.creationTimestamp}"))
                    .startsWith("node-1 2026-01-01T00:0");
        }
    }

    @Test
    void aFileThatHoldsNoStateIsOneLine() throws Exception {
        var nonsense = Files.writeString(folder.resolve("nonsense"), "nonsense");
        assertThat(up(nonsense)).contains(nonsense + " holds no saved state: ").hasLineCount(1);
        assertThat(up(folder.resolve("missing"))).contains("there is no file ").hasLineCount(1);
    }

    private String up(Path file) {
        var script = RunningNavarch.root().resolve("navarch").toString();
        var data = folder.resolve("data").toString();
        var answer = Programs.run(
                List.of(script, "up", "--data-dir", data, "--secure-port", "16843", "--from", file.toString()),
                "",
                Map.of("NAVARCH_BUILD", "never"),
                Duration.ofMinutes(1));
        assertThat(answer.exitCode()).isEqualTo(1);
        return answer.err();
    }

    private static void save(Path file) throws InterruptedException {
        var time = ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z"));
        try (var cluster = EmbeddedCluster.start(ClusterSettings.DEFAULT, time)) {
            cluster.client().of(Pod.KIND, "default").create(Pod.KIND.read(POD.getBytes(StandardCharsets.UTF_8)));
            cluster.travel().advance(Duration.ofSeconds(30));
            var pod = cluster.past().at(0).get(new ObjectRef("v1", "Pod", "default", "web"));
            assertThat(pod.orElseThrow()).contains("\"phase\":\"Running\"");
            cluster.past().at(0).save(file);
        }
    }
}
