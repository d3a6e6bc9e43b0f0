package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.await;
import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What fails is started again, replaced or left out, and everybody is told. */
@SystemTest
final class RestartTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String STATUS = ".status.containerStatuses[0]";

    @Test
    void aKilledContainerIsStartedAgainAndCounted(RunningNavarch navarch) {
        String mark = String.valueOf(1_000_000_000L + ProcessHandle.current().pid());
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply(pod("killed", "sleep " + mark, ""));
            awaitRunning(namespace, "killed");
            String before = namespace.value("pod/killed", STATUS + ".containerID");
            ProcessHandle process = await(LIMIT, () -> ProcessHandle.allProcesses()
                    .filter(each -> each.info().commandLine().orElse("").endsWith(" " + mark))
                    .findFirst()
                    .orElseThrow());
            assertThat(process.destroyForcibly()).isTrue();
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "pod", "killed", "--no-headers"))
                    .matches("killed +1/1 +Running +1 \\(\\d+s ago\\) +\\S+\\s*"));
            assertThat(namespace.value("pod/killed", STATUS + ".containerID")).isNotEqualTo(before);
            assertThat(namespace.value("pod/killed", STATUS + ".lastState.terminated.containerID"))
                    .isEqualTo(before);
            assertThat(namespace.value("pod/killed", STATUS + ".lastState.terminated.exitCode"))
                    .isEqualTo("137");
            assertThat(namespace.value("pod/killed", STATUS + ".lastState.terminated.reason"))
                    .isEqualTo("Error");
        }
    }

    @Test
    void aContainerThatCrashesAgainAndAgainIsStartedMoreAndMoreSeldom(RunningNavarch navarch) {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply(pod("crashing", "exit 3", ""));
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "pod", "crashing", "--no-headers"))
                    .matches("crashing +0/1 +CrashLoopBackOff +[1-9].*\\s*"));
            assertThat(namespace.value("pod/crashing", STATUS + ".lastState.terminated.exitCode"))
                    .isEqualTo("3");
            assertThat(namespace.value("pod/crashing", STATUS + ".state.waiting.message"))
                    .matches("back-off \\d+s restarting failed container=main pod=crashing_\\S+\\(\\S+\\)");
            awaitThat(LIMIT, () -> assertThat(namespace.events("crashing"))
                    .anyMatch(line ->
                            line.startsWith("BackOff Back-off restarting failed container main in pod crashing_")));
        }
    }

    @Test
    void aDeletedPodOfAControllerIsReplaced(RunningNavarch navarch) {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: ReplicationController
                    metadata: {name: kept}
                    spec:
                      replicas: 1
                      template:
                        metadata: {labels: {app: kept}}
                        spec:
                          terminationGracePeriodSeconds: 1
                          containers:
                          - {name: main, image: "appstore:5000/busybox", command: [sleep, "100000"]}
                    """);
            awaitThat(LIMIT, () -> assertThat(namespace.value("rc/kept", ".status.readyReplicas"))
                    .isEqualTo("1"));
            String first = namespace.out("get", "pods", "-o", "name").strip();
            assertThat(namespace.out("delete", first, "--wait")).contains("deleted");
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "pods", "--no-headers"))
                    .matches("kept-\\w{5} +1/1 +Running +0 +\\S+\\s*")
                    .doesNotContain(first.substring("pod/".length())));
        }
    }

    @Test
    void aFailingLivenessProbeStartsTheContainerAgain(RunningNavarch navarch) {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply(
                    pod(
                            "ill",
                            "touch /tmp/well; sleep 3; rm /tmp/well; sleep 100000",
                            "livenessProbe: {exec: {command: [cat, /tmp/well]}, initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 2}"));
            awaitThat(LIMIT, () -> assertThat(namespace.value("pod/ill", STATUS + ".restartCount"))
                    .isNotIn("", "0"));
            awaitThat(LIMIT, () -> assertThat(namespace.events("ill"))
                    .contains("Killing Container main failed liveness probe, will be restarted")
                    .anyMatch(line -> line.startsWith("Unhealthy Liveness probe failed: cat:")));
        }
    }

    @Test
    void aFailingReadinessProbeTakesAPodOutOfTheEndpoints(RunningNavarch navarch) {
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply(pod(
                    "shy",
                    "sleep 100000",
                    "readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1, failureThreshold: 1}"));
            namespace.out("expose", "pod", "shy", "--port=80");
            awaitThat(LIMIT, () -> assertThat(namespace.events("shy"))
                    .anyMatch(line -> line.startsWith("Unhealthy Readiness probe failed: cat:")));
            String address = namespace.value("pod/shy", ".status.podIP");
            assertThat(namespace.out("get", "pod", "shy", "--no-headers")).matches("shy +0/1 +Running +0 +\\S+\\s*");
            awaitEndpoints(namespace, "", address);
            namespace.exec("shy", "touch", "/tmp/ready");
            awaitEndpoints(namespace, address, "");
            assertThat(namespace.out("get", "pod", "shy", "--no-headers")).matches("shy +1/1 +Running +0 +\\S+\\s*");
            namespace.exec("shy", "rm", "/tmp/ready");
            awaitEndpoints(namespace, "", address);
        }
    }

    private static void awaitEndpoints(TestNamespace namespace, String ready, String notReady) {
        awaitThat(LIMIT, () -> {
            assertThat(namespace.value("endpoints/shy", ".subsets[*].addresses[*].ip"))
                    .isEqualTo(ready);
            assertThat(namespace.value("endpoints/shy", ".subsets[*].notReadyAddresses[*].ip"))
                    .isEqualTo(notReady);
            assertThat(
                            namespace.value(
                                    "endpointslices",
                                    ".items[?(@.metadata.labels.kubernetes\\.io/service-name==\"shy\")].endpoints[0].conditions.ready"))
                    .isEqualTo(String.valueOf(!ready.isEmpty()));
        });
    }

    @Test
    void aBadImageIsToldInTheStatusAndInTheEvents(RunningNavarch navarch) {
        String image = "appstore:5000/nobody/knows:this";
        try (TestNamespace namespace = TestNamespace.create(navarch.kubectl(), "restart")) {
            namespace.apply(pod("lost", "true", "").replace("appstore:5000/busybox", image));
            awaitThat(LIMIT, () -> assertThat(namespace.value("pod/lost", STATUS + ".state.waiting.reason"))
                    .isIn("ErrImagePull", "ImagePullBackOff"));
            awaitThat(LIMIT, () -> assertThat(namespace.out("get", "pod", "lost", "--no-headers"))
                    .matches("lost +0/1 +ImagePullBackOff +0 +\\S+\\s*"));
            assertThat(namespace.value("pod/lost", STATUS + ".state.waiting.message"))
                    .startsWith("Back-off pulling image \"" + image + "\"");
            awaitThat(LIMIT, () -> assertThat(namespace.out("describe", "pod", "lost"))
                    .containsPattern("Normal +Scheduled +.* default-scheduler +Successfully assigned "
                            + namespace.name() + "/lost to ")
                    .containsPattern("Normal +Pulling +.* kubelet +Pulling image \"" + image + "\"")
                    .containsPattern("Warning +Failed +.* kubelet +Failed to pull image \"" + image + "\": ")
                    .containsPattern("Warning +Failed +.* kubelet +Error: ErrImagePull")
                    .containsPattern("Normal +BackOff +.* kubelet +Back-off pulling image \"" + image + "\"")
                    .containsPattern("Warning +Failed +.* kubelet +Error: ImagePullBackOff"));
        }
    }

    private static void awaitRunning(TestNamespace namespace, String pod) {
        awaitThat(LIMIT, () -> assertThat(namespace.out("get", "pod", pod, "--no-headers"))
                .matches(pod + " +1/1 +Running +0 +\\S+\\s*"));
    }

    private static String pod(String name, String command, String more) {
        return """
               apiVersion: v1
               kind: Pod
               metadata: {name: %s, labels: {app: %s}}
               spec:
                 terminationGracePeriodSeconds: 1
                 containers:
                 - name: main
                   image: appstore:5000/busybox
                   command: [sh, -c, "%s"]
                   %s
               """.formatted(name, name, command, more);
    }
}
