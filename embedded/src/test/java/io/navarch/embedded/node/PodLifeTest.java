package io.navarch.embedded.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.embedded.time.ClusterTime;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lives that annotations script, as a real kubelet tells them: states, reasons, events, back-offs; on a clock of the test's. */
class PodLifeTest {
    private static EmbeddedCluster cluster;
    private static KubeClient client;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(1, ClusterTime.standing(Instant.parse("2026-01-01T00:00:00Z")));
        client = cluster.client();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void create(String name, String annotations, String spec) {
        client.of(Pod.KIND, "default")
                .create(Pod.KIND.read(("""
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','annotations':{%s}},'spec':{%s}}""")
                        .formatted(name, annotations.replace("@", "simulated.navarch.io/"), spec)
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static Pod await(String name, Predicate<Pod> wanted) throws InterruptedException {
        boolean came = cluster.travel().travel(Duration.ofMinutes(30), () -> client.of(Pod.KIND, "default")
                .find(name)
                .filter(wanted)
                .isPresent());
        assertThat(came)
                .as(() -> client.of(Pod.KIND, "default").find(name).toString())
                .isTrue();
        return client.of(Pod.KIND, "default").get(name);
    }

    private static ContainerStatus status(Pod pod) {
        var all = pod.status().containerStatuses();
        return all.isEmpty() ? ContainerStatus.EMPTY : all.get(0);
    }

    private static ContainerStatus initStatus(Pod pod, int number) {
        var all = pod.status().initContainerStatuses();
        return all.size() <= number ? ContainerStatus.EMPTY : all.get(number);
    }

    private static String waiting(ContainerStatus status) {
        return status.state().waiting().reason();
    }

    private static List<String> events(String pod) throws InterruptedException {
        cluster.awaitQuiet(Duration.ofSeconds(30));
        return client.of(Event.KIND, "default").list(io.navarch.client.ListOptions.ALL).items().stream()
                .filter(event -> event.involvedObject().name().equals(pod))
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    @Test
    void backsOffFromAContainerThatCrashes() throws InterruptedException {
        create("crasher", "'@run-for':'1s','@exit-code':'3'", "'containers':[{'name':'c','image':'i'}]");
        var backedOff = await("crasher", pod -> waiting(status(pod)).equals("CrashLoopBackOff"));
        assertThat(status(backedOff).state().waiting().message())
                .startsWith("back-off 10s restarting failed container=c pod=crasher_default(");
        assertThat(status(backedOff).lastState().terminated().exitCode()).isEqualTo(3);
        assertThat(status(backedOff).lastState().terminated().reason()).isEqualTo("Error");
        var third = await(
                "crasher",
                pod -> status(pod).restartCount() == 3 && waiting(status(pod)).isEmpty());
        var second = Instant.parse(status(third).lastState().terminated().finishedAt());
        var begun = Instant.parse(
                status(third).state().running().startedAt().isEmpty()
                        ? status(third).state().terminated().startedAt()
                        : status(third).state().running().startedAt());
        assertThat(Duration.between(second, begun)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(events("crasher"))
                .anyMatch(event -> event.startsWith("BackOff: Back-off restarting failed container c in pod crasher_"));
    }

    @Test
    void succeedsAtTheThirdTry() throws InterruptedException {
        create(
                "trier",
                "'@run-for':'2s','@exit-code':'1,1,0'",
                "'restartPolicy':'OnFailure','containers':[{'name':'c','image':'i'}]");
        var done = await("trier", pod -> pod.status().phase().equals("Succeeded"));
        assertThat(status(done).restartCount()).isEqualTo(2);
    }

    @Test
    void killsAContainerThatUsesMoreMemoryThanItMay() throws InterruptedException {
        create(
                "glutton",
                "'@memory':'200Mi'",
                "'restartPolicy':'Never','containers':[{'name':'c','image':'i','resources':{'limits':{'memory':'100Mi'}}}]");
        var killed = await("glutton", pod -> pod.status().phase().equals("Failed"));
        assertThat(status(killed).state().terminated().reason()).isEqualTo("OOMKilled");
        assertThat(status(killed).state().terminated().exitCode()).isEqualTo(137);
    }

    @Test
    void backsOffFromAnImageThatCannotBePulled() throws InterruptedException {
        create("puller", "'@pull-error':'unauthorized'", "'containers':[{'name':'c','image':'i:2'}]");
        var waiting = await("puller", pod -> waiting(status(pod)).equals("ImagePullBackOff"));
        assertThat(status(waiting).state().waiting().message()).startsWith("Back-off pulling image \"i:2\"");
        assertThat(events("puller"))
                .anyMatch(event ->
                        event.startsWith("Failed: Failed to pull image \"i:2\"") && event.contains("unauthorized"))
                .contains("Failed: Error: ErrImagePull")
                .anyMatch(event -> event.startsWith("BackOff: Back-off pulling image"));
    }

    @Test
    void runsInitContainersInTurnAndSidecarsBesideTheOthers() throws InterruptedException {
        create("starter", "'first.@run-for':'5s','second.@run-for':'5s','second.@exit-code':'1,0'", """
                'initContainers':[{'name':'first','image':'i'},{'name':'side','image':'i','restartPolicy':'Always'},
                {'name':'second','image':'i'}],'containers':[{'name':'c','image':'i'}]""");
        await(
                "starter",
                pod -> initStatus(pod, 0).state().hasTerminated()
                        && initStatus(pod, 1).state().hasRunning()
                        && waiting(status(pod)).equals("PodInitializing"));
        var running = await(
                "starter",
                pod -> pod.status().phase().equals("Running") && status(pod).ready());
        assertThat(initStatus(running, 1).state().hasRunning()).isTrue();
        assertThat(initStatus(running, 2).restartCount()).isEqualTo(1);
        assertThat(initStatus(running, 2).state().terminated().reason()).isEqualTo("Completed");
    }

    @Test
    void restartsAContainerThatIsNoLongerAlive() throws InterruptedException {
        create("mortal", "'@live-for':'30s'", """
                'containers':[{'name':'c','image':'i','livenessProbe':{'periodSeconds':5,'failureThreshold':2,
                'httpGet':{'path':'/','port':80}}}]""");
        await("mortal", pod -> status(pod).restartCount() == 1);
        assertThat(events("mortal"))
                .anyMatch(event -> event.startsWith("Unhealthy: Liveness probe failed"))
                .contains("Killing: Container c failed liveness probe, will be restarted");
    }

    @Test
    void becomesReadyWhenItsTimeHasCome() throws InterruptedException {
        create("slow", "'@ready-after':'40s'", """
                'containers':[{'name':'c','image':'i','readinessProbe':{'periodSeconds':5,'tcpSocket':{'port':80}}}]""");
        var started = await("slow", pod -> pod.status().phase().equals("Running"));
        assertThat(status(started).ready()).isFalse();
        var before = cluster.clock().now();
        await("slow", pod -> status(pod).ready());
        assertThat(Duration.between(before, cluster.clock().now()))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void killsAContainerThatOutstaysItsGrace() throws InterruptedException {
        create(
                "stubborn",
                "'@stop-delay':'1h'",
                "'terminationGracePeriodSeconds':20,'containers':[{'name':'c','image':'i'}]");
        await("stubborn", pod -> pod.status().phase().equals("Running"));
        var asked = cluster.clock().now();
        client.of(Pod.KIND, "default").delete("stubborn", DeleteOptions.BACKGROUND);
        assertThat(cluster.travel().travel(Duration.ofMinutes(5), () -> client.of(Pod.KIND, "default")
                        .find("stubborn")
                        .isEmpty()))
                .isTrue();
        assertThat(Duration.between(asked, cluster.clock().now()))
                .isBetween(Duration.ofSeconds(19), Duration.ofSeconds(40));
        assertThat(events("stubborn")).contains("Killing: Stopping container c");
    }

    @Test
    void saysWhatItCannotReadInAnAnnotation() throws InterruptedException {
        create("unreadable", "'@run-for':'soon'", "'containers':[{'name':'c','image':'i'}]");
        var waiting = await("unreadable", pod -> waiting(status(pod)).equals("CreateContainerError"));
        assertThat(status(waiting).state().waiting().message())
                .contains("annotation simulated.navarch.io/run-for: cannot read \"soon\"");
    }
}
