package io.navarch.kubelet.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {
    private final Path folder;
    private final Manifests manifests;

    ManifestsTest(@TempDir Path folder) {
        this.folder = folder;
        var clock = new ManualClock(Instant.parse("2026-01-02T03:04:05Z"));
        this.manifests = new Manifests(folder, "node1", clock);
    }

    private List<Pod> pods() throws IOException {
        return List.copyOf(manifests.pods().values());
    }

    @Test
    void aFileIsAPodOfTheNodeWithDefaults() throws IOException {
        Files.writeString(folder.resolve("web.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, creationTimestamp: null}
                spec:
                  containers: [{name: c, image: web:1}]
                """);
        assertThat(pods()).hasSize(1);
        var pod = pods().getFirst();
        assertThat(pod.key().toString()).isEqualTo("default/web-node1");
        assertThat(pod.uid()).hasSize(32);
        assertThat(pod.metadata().annotations())
                .containsEntry("kubernetes.io/config.source", "file")
                .containsEntry("kubernetes.io/config.hash", pod.uid())
                .containsEntry("kubernetes.io/config.seen", "2026-01-02T03:04:05Z");
        assertThat(pod.spec().nodeName()).isEqualTo("node1");
        assertThat(pod.spec().restartPolicy()).isEqualTo("Always");
        assertThat(pod.spec().tolerations()).anyMatch(each -> each.operator().equals("Exists"));
        assertThat(pod.status().qosClass()).isEqualTo("BestEffort");
        assertThat(StaticPod.isStatic(pod)).isTrue();
        assertThat(StaticPod.isMirror(pod)).isFalse();
    }

    @Test
    void jsonIsReadAndWhatIsNoPodPassedOver() throws IOException {
        Files.writeString(
                folder.resolve("a.json"),
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"namespace\":\"kube-system\"},"
                        + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"c\"}]}}");
        Files.writeString(folder.resolve("b.yaml"), "kind: Service\n");
        Files.writeString(folder.resolve("c.yaml"), "{{ not yaml");
        Files.writeString(folder.resolve("d.yaml"), "");
        Files.writeString(folder.resolve(".e.yaml"), "kind: Pod\n");
        Files.createDirectories(folder.resolve("f"));
        assertThat(pods()).extracting(pod -> pod.key().toString()).containsExactly("kube-system/a-node1");
    }

    @Test
    void anotherContentIsAnotherPod() throws IOException {
        var text = "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: 'c:1'}]}\n";
        Files.writeString(folder.resolve("a.yaml"), text);
        var first = pods().getFirst();
        assertThat(pods().getFirst()).isSameAs(first);
        Files.writeString(folder.resolve("a.yaml"), text.replace("c:1", "c:12"));
        assertThat(pods().getFirst().uid()).isNotEqualTo(first.uid());
        Files.delete(folder.resolve("a.yaml"));
        assertThat(pods()).isEmpty();
    }
}
