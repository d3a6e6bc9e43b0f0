package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Containers that somebody adds to a pod that runs, to look into it. */
@SystemTest
final class EphemeralContainersTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void oneSeesTheProcessesOfTheContainerItLooksInto(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "ephemeral")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers: [{name: main, image: "appstore:5000/busybox", command: [sleep, "4321"]}]
                    """);
            namespace.out("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
            namespace.out(
                    "debug",
                    "web",
                    "--image=appstore:5000/busybox",
                    "--target=main",
                    "--container=looker",
                    "--attach=false",
                    "--",
                    "sh",
                    "-c",
                    "ps; cat /proc/1/root/etc/hostname; exec sleep 3600");
            awaitThat(LIMIT, () -> assertThat(namespace.out("logs", "web", "-c", "looker"))
                    .contains("sleep 4321")
                    .endsWith("web\n"));
            assertThat(namespace.out("exec", "web", "-c", "looker", "--", "kill", "-0", "1"))
                    .isEmpty();
            assertThat(namespace.value("pod/web", ".status.ephemeralContainerStatuses[0].state.running"))
                    .contains("startedAt");
            assertThat(namespace.value("pod/web", ".status.containerStatuses[0].restartCount"))
                    .isEqualTo("0");
        }
    }
}
