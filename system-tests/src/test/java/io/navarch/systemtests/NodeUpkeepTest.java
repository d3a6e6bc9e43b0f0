package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node stays usable: logs do not fill its disk, nor do pods, and nothing of a pod that is gone stays. */
@SystemTest(options = {"--node-name", "kept", "--container-log-max-size", "64Ki", "--container-log-max-files", "3"})
final class NodeUpkeepTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static String pod(String name, String command, String more) {
        return """
               apiVersion: v1
               kind: Pod
               metadata: {name: %s}
               spec:
                 terminationGracePeriodSeconds: 1
                 containers:
                 - name: main
                   image: appstore:5000/busybox
                   command: [sh, -c, "%s"]
                   volumeMounts: [{name: scratch, mountPath: /scratch}]
                 %s
               """.formatted(name, command, more);
    }

    private static Path logs(TestNamespace namespace, String pod) {
        String uid = namespace.value("pod/" + pod, ".metadata.uid");
        return Path.of("/var/log/pods", namespace.name() + "_" + pod + "_" + uid);
    }

    @Test
    void logsAreRotatedAndGoneWithTheirPod(RunningNavarch navarch) throws Exception {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "upkeep")) {
            namespace.apply(pod(
                    "talker",
                    "i=0; while true; do i=$((i+1)); echo line $i of a log that grows and grows and grows; usleep 2000; done",
                    "volumes: [{name: scratch, emptyDir: {}}]"));
            namespace.out("wait", "--for=condition=Ready", "pod/talker", "--timeout=60s");
            Path folder = logs(namespace, "talker");
            awaitThat(LIMIT, () -> assertThat(folder.resolve("main"))
                    .isDirectoryContaining("glob:**/0.log")
                    .isDirectoryContaining("glob:**/0.log.????????-??????")
                    .isDirectoryContaining("glob:**/0.log.????????-??????.gz"));
            try (var files = Files.list(folder.resolve("main"))) {
                assertThat(files.toList()).hasSizeLessThanOrEqualTo(3);
            }
            assertThat(namespace.out("logs", "talker", "--tail=1")).matches("(line \\d+ of a log that .*\n)+");
            namespace.out("delete", "pod", "talker", "--wait");
            awaitThat(LIMIT, () -> assertThat(folder).doesNotExist());
        }
    }

    @Test
    void aPodThatFillsItsEmptyDirIsEvicted(RunningNavarch navarch) {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "upkeep")) {
            namespace.apply(pod(
                    "greedy",
                    "dd if=/dev/zero of=/scratch/big bs=1M count=3; sleep 3600",
                    "volumes: [{name: scratch, emptyDir: {sizeLimit: 1Mi}}]"));
            awaitThat(LIMIT, () -> assertThat(namespace.value("pod/greedy", ".status.reason"))
                    .isEqualTo("Evicted"));
            String why = "Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Mi\". ";
            assertThat(namespace.value("pod/greedy", ".status.message")).isEqualTo(why);
            assertThat(namespace.value("pod/greedy", ".status.phase")).isEqualTo("Failed");
            assertThat(namespace.value("pod/greedy", ".status.conditions[?(@.type==\"DisruptionTarget\")].reason"))
                    .isEqualTo("TerminationByKubelet");
            awaitThat(LIMIT, () -> assertThat(namespace.events("greedy")).contains("Evicted " + why.strip() + " "));
        }
    }

    @Test
    void theNodeSaysThatItIsShortOfNothing(RunningNavarch navarch) {
        awaitThat(LIMIT, () -> assertThat(navarch.kubectl().out("describe", "node", "kept"))
                .containsPattern(
                        "MemoryPressure +False .* KubeletHasSufficientMemory +kubelet has sufficient memory available")
                .containsPattern("DiskPressure +False .* KubeletHasNoDiskPressure +kubelet has no disk pressure")
                .containsPattern("PIDPressure +False .* KubeletHasSufficientPID +kubelet has sufficient PID available")
                .containsPattern("Ready +True .* KubeletReady +kubelet is posting ready status"));
    }

    @Test
    void aPodHasItsPartOfTheProcessorsAsAWhole(RunningNavarch navarch) throws Exception {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "upkeep")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: two}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: one
                        image: appstore:5000/busybox
                        command: [sleep, '3600']
                        resources: {requests: {cpu: 250m}, limits: {cpu: 500m, memory: 32Mi}}
                      - name: other
                        image: appstore:5000/busybox
                        command: [sleep, '3600']
                        resources: {requests: {cpu: 250m}, limits: {cpu: 500m, memory: 32Mi}}
                    """);
            namespace.out("wait", "--for=condition=Ready", "pod/two", "--timeout=60s");
            String uid = namespace.value("pod/two", ".metadata.uid");
            Path root = Path.of("/sys/fs/cgroup");
            boolean unified = Files.exists(root.resolve("cgroup.controllers"));
            Path cpu = root.resolve(unified ? "kubepods" : "cpu/kubepods").resolve("burstable/pod" + uid);
            Path memory = root.resolve(unified ? "kubepods" : "memory/kubepods").resolve("burstable/pod" + uid);
            assertThat(cpu.resolve(unified ? "cpu.weight" : "cpu.shares")).hasContent(unified ? "20" : "512");
            assertThat(cpu.resolve(unified ? "cpu.max" : "cpu.cfs_quota_us"))
                    .content()
                    .startsWith("100000");
            assertThat(memory.resolve(unified ? "memory.max" : "memory.limit_in_bytes"))
                    .hasContent("67108864");
            namespace.out("delete", "pod", "two", "--wait");
            awaitThat(LIMIT, () -> assertThat(cpu).doesNotExist());
            assertThat(memory).doesNotExist();
        }
    }
}
