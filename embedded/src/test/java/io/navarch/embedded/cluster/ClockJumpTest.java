package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.election.LeaderElection;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.embedded.Faults;
import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wall clocks that jump, as a correction of the time and a suspended machine make them. */
class ClockJumpTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(2);
        cluster.pass(Duration.ofSeconds(15));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private boolean isReady(String node) {
        return cluster.of(Node.KIND).get(node).status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    @Test
    void noNodeIsLostAndNoLeaderFallsBecauseOfAJump() throws InterruptedException {
        var leads = new AtomicBoolean();
        try (var election = new LeaderElection(
                cluster.client(),
                "default",
                "boss",
                "me",
                cluster.clock(),
                () -> leads.set(true),
                () -> leads.set(false))) {
            election.start();
            cluster.pass(Duration.ofSeconds(5));
            for (var by : new Duration[] {HOUR, HOUR.multipliedBy(-3)}) {
                var before = cluster.clock().now();
                cluster.cluster().faults().jumpClock(by);
                assertThat(cluster.clock().now()).isEqualTo(before.plus(by));
                cluster.pass(Duration.ofMinutes(2));
                assertThat(leads).isTrue();
                assertThat(isReady("node-1") && isReady("node-2")).isTrue();
            }
        }
        assertThat(cluster.of(Event.KIND).list(ListOptions.ALL).items())
                .extracting(Event::reason)
                .doesNotContain("NodeNotReady");
    }

    @Test
    void tokensExpireOrAreNotYetValid() throws Exception {
        cluster.until(() -> cluster.of(ServiceAccount.KIND).get("default"));
        var answer = cluster.client()
                .transport()
                .call(Call.of(
                        "POST",
                        "/api/v1/namespaces/default/serviceaccounts/default/token",
                        "application/json",
                        """
                        {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""".getBytes(StandardCharsets.UTF_8)));
        var status = (Dict) ((Dict) JsonReader.any(answer.body())).get("status");
        var token = String.valueOf(status.get("token"));
        var config =
                Kubeconfig.ofToken(cluster.cluster().url(), cluster.cluster().caCertificate(), token);
        try (var machine = Clock.system();
                var transport = new HttpTransport(config, "test", machine)) {
            var client = new KubeClient(transport);
            // It may not, but the server knows who it is.
            assertThatThrownBy(() -> client.of(Pod.KIND, "default").get("x"))
                    .hasMessageContaining("\"system:serviceaccount:default:default\" cannot get");
            cluster.cluster().faults().jumpClock(HOUR.multipliedBy(2));
            assertThatThrownBy(() -> client.of(Pod.KIND, "default").get("x")).hasMessageContaining("Unauthorized");
            cluster.cluster().faults().jumpClock(HOUR.multipliedBy(-4));
            assertThatThrownBy(() -> client.of(Pod.KIND, "default").get("x")).hasMessageContaining("Unauthorized");
            cluster.cluster().faults().jumpClock(HOUR.multipliedBy(2));
            assertThatThrownBy(() -> client.of(Pod.KIND, "default").get("x"))
                    .hasMessageContaining("\"system:serviceaccount:default:default\" cannot get");
        }
    }

    @Test
    void aCronJobMissesWhatWasSkippedAndDoesNotRepeatItself() throws InterruptedException {
        cluster.create(CronJob.KIND, """
                {'metadata':{'name':'hourly'},'spec':{'schedule':'0 * * * *','jobTemplate':{'spec':{'template':{
                 'metadata':{'annotations':{'simulated.navarch.io/run-for':'1s'}},
                 'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'work:1'}]}}}}}}""");
        cluster.pass(Duration.ofMinutes(1));
        cluster.cluster().faults().jumpClock(HOUR.multipliedBy(3));
        cluster.pass(HOUR);
        assertThat(cluster.of(Job.KIND).list(ListOptions.ALL).items()).hasSizeBetween(1, 2);
        var last = cluster.of(CronJob.KIND).get("hourly").status().lastScheduleTime();
        assertThat(last).isGreaterThanOrEqualTo("2026-01-01T03:00:00Z");
        int jobs = cluster.of(Job.KIND).list(ListOptions.ALL).items().size();
        cluster.cluster().faults().jumpClock(HOUR.multipliedBy(-2));
        cluster.pass(HOUR.plusMinutes(30));
        assertThat(cluster.of(Job.KIND).list(ListOptions.ALL).items()).hasSize(jobs);
    }

    @Test
    void aNodesClockIsItsOwn() throws InterruptedException {
        Faults faults = cluster.cluster().faults();
        faults.jumpClock("node-1", HOUR);
        cluster.create(Pod.KIND, """
                {'metadata':{'name':'early'},'spec':{'nodeName':'node-1','containers':[{'name':'c','image':'a',
                 'readinessProbe':{'initialDelaySeconds':5,'exec':{'command':['x']}}}]}}""");
        cluster.pass(Duration.ofMinutes(2));
        var pod = cluster.of(Pod.KIND).get("early");
        var started = Timestamps.instantOrEpoch(
                pod.status().containerStatuses().get(0).state().running().startedAt());
        assertThat(Duration.between(created(pod), started)).isBetween(HOUR, HOUR.plusSeconds(30));
        assertThat(pod.status().containerStatuses().get(0).ready()).isTrue();
        assertThat(isReady("node-1")).isTrue();
        var renewed = cluster.client().of(Lease.KIND, "kube-node-lease").get("node-1");
        assertThat(Timestamps.instantOrEpoch(renewed.spec().renewTime()))
                .isAfter(cluster.clock().now());
        // Back again, and far back: probes, which measure spans, go on.
        faults.jumpClock("node-1", HOUR.multipliedBy(-5));
        cluster.cluster()
                .engine()
                .container("default", "early", "c")
                .orElseThrow()
                .ready(false);
        cluster.pass(Duration.ofMinutes(1));
        assertThat(cluster.of(Pod.KIND)
                        .get("early")
                        .status()
                        .containerStatuses()
                        .get(0)
                        .ready())
                .isFalse();
        assertThat(faults.injected())
                .extracting(Faults.Injection::fault)
                .contains("the clock of node node-1 jumps by PT1H");
    }

    private static Instant created(Pod pod) {
        return Timestamps.instantOrEpoch(pod.metadata().creationTimestamp());
    }
}
