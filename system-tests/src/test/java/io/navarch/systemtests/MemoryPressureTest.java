package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node that takes itself to be short of memory, because its operator wants more of it free than there is. */
@SystemTest(options = {"--node-name", "short", "--eviction-hard", "memory.available<99%"})
final class MemoryPressureTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void saysSoKeepsNewPodsAwayAndEvictsThoseItHas(RunningNavarch navarch) {
        Kubectl kubectl = navarch.kubectl();
        awaitThat(LIMIT, () -> assertThat(kubectl.out("describe", "node", "short"))
                .containsPattern(
                        "MemoryPressure +True .* KubeletHasInsufficientMemory +kubelet has insufficient memory available")
                .contains("node.kubernetes.io/memory-pressure:NoSchedule")
                .containsPattern("Warning +EvictionThresholdMet .* Attempting to reclaim memory"));
        try (TestNamespace namespace = TestNamespace.create(kubectl, "short")) {
            namespace.out("run", "waits", "--image=appstore:5000/busybox", "--", "sleep", "3600");
            awaitThat(LIMIT, () -> assertThat(namespace.events("waits"))
                    .anyMatch(line -> line.contains("untolerated taint(s)") || line.contains("memory-pressure")));
            namespace.apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: runs}
                    spec:
                      nodeName: short
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: 'appstore:5000/busybox', command: [sleep, '3600']}]
                    """);
            awaitThat(LIMIT, () -> assertThat(namespace.value("pod/runs", ".status.reason"))
                    .isEqualTo("Evicted"));
            assertThat(namespace.value("pod/runs", ".status.message"))
                    .matches("The node was low on resource: memory\\. Threshold quantity: \\d+, available: \\d+Ki\\. "
                            + "Container main was using \\d+Ki, request is 0, has larger consumption of memory\\. ");
        }
    }
}
