package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pods of files in the manifests folder of a node. */
@SystemTest(options = {"--node-name", "kept", "--container-log-max-size", "64Ki", "--container-log-max-files", "3"})
final class StaticPodsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: agent, namespace: kube-system, labels: {app: agent}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: main, image: 'appstore:5000/busybox', command: [sh, -c, 'echo here is VERSION; sleep 3600']}
            """;

    @Test
    void runAsLongAsTheirFileIsThereWhateverIsDeletedInTheApi(RunningNavarch navarch) throws Exception {
        Kubectl kubectl = navarch.kubectl().in("kube-system");
        Path manifests = Files.createDirectories(navarch.directory().manifests());
        Files.writeString(manifests.resolve(".hidden.yaml"), POD.replace("agent", "hidden"));
        Files.writeString(manifests.resolve("agent.yaml"), POD.replace("VERSION", "version 1"));
        running(kubectl, "here is version 1\n");
        assertThat(kubectl.out("get", "pod", "agent-kept", "-o", "jsonpath={.metadata.ownerReferences[0].kind}"))
                .isEqualTo("Node");
        assertThat(kubectl.out("get", "pod", "agent-kept", "-o", "jsonpath={.metadata.annotations}"))
                .contains("\"kubernetes.io/config.source\":\"file\"", "kubernetes.io/config.mirror");

        String container = container(kubectl);
        String mirror = kubectl.out("get", "pod", "agent-kept", "-o", "jsonpath={.metadata.uid}");
        kubectl.out("delete", "pod", "agent-kept");
        awaitThat(LIMIT, () -> assertThat(kubectl.out("get", "pod", "agent-kept", "-o", "jsonpath={.metadata.uid}"))
                .isNotEqualTo(mirror));
        awaitThat(LIMIT, () -> assertThat(container(kubectl)).as("runs on").isEqualTo(container));

        navarch.kill();
        navarch.startAgain();
        awaitThat(LIMIT, () -> assertThat(container(kubectl)).as("runs on").isEqualTo(container));

        Files.writeString(manifests.resolve("agent.yaml"), POD.replace("VERSION", "version 2"));
        running(kubectl, "here is version 2\n");
        assertThat(kubectl.out("describe", "pod", "agent-kept"))
                .containsPattern("Controlled By: +Node/kept")
                .containsPattern("Normal +Started .* kubelet +Container started");
        Files.delete(manifests.resolve("agent.yaml"));
        awaitThat(
                LIMIT,
                () -> assertThat(kubectl.run("get", "pod", "agent-kept").err()).contains("not found"));
        assertThat(kubectl.out("get", "pods", "-o", "name")).doesNotContain("hidden");
    }

    private static void running(Kubectl kubectl, String log) {
        awaitThat(LIMIT, () -> assertThat(kubectl.out("get", "pod", "agent-kept", "--no-headers"))
                .matches("agent-kept +1/1 +Running +0 +\\S+\\s*"));
        awaitThat(LIMIT, () -> assertThat(kubectl.out("logs", "agent-kept")).isEqualTo(log));
    }

    private static String container(Kubectl kubectl) {
        return kubectl.out("get", "pod", "agent-kept", "-o", "jsonpath={.status.containerStatuses[0].containerID}");
    }
}
