package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.client.election.LeaderElection;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.authentication.v1.TokenRequest;
import io.navarch.model.authentication.v1.TokenRequestSpec;
import io.navarch.model.authentication.v1.TokenReview;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ServiceAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything in a cluster follows its clock: hours of it in milliseconds, to the second. */
class PassingTimeTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(2);
        cluster.pass(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void deploy(String name, String spec, String annotations, String container) {
        cluster.create(Deployment.KIND, """
                {'metadata':{'name':'%1$s'},'spec':{%2$s'selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{%3$s}},
                    'spec':{'containers':[{'name':'c','image':'web:1'%4$s}]}}}}""".formatted(name, spec, annotations, container));
    }

    private List<Pod> pods(String app) {
        return cluster.of(Pod.KIND)
                .list(ListOptions.ALL.withLabels("app=" + app))
                .items();
    }

    private String condition(String node, String type) {
        return cluster.of(Node.KIND).get(node).status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason())
                .findFirst()
                .orElse("");
    }

    @Test
    void podsLeaveANodeThatHasFailedAfterFiveMinutes() throws InterruptedException {
        deploy("web", "'replicas':4,", "", "");
        cluster.pass(Duration.ofMinutes(2));
        assertThat(pods("web")).extracting(pod -> pod.spec().nodeName()).contains("node-1", "node-2");
        cluster.nodes().disconnect("node-1");
        cluster.pass(Duration.ofSeconds(30));
        assertThat(condition("node-1", "Ready")).isEqualTo("True KubeletReady");
        cluster.pass(Duration.ofSeconds(30));
        assertThat(condition("node-1", "Ready")).isEqualTo("Unknown NodeStatusUnknown");
        cluster.pass(Duration.ofMinutes(4));
        assertThat(pods("web")).hasSize(4);
        cluster.pass(Duration.ofMinutes(2));
        assertThat(pods("web"))
                .filteredOn(pod -> !pod.metadata().hasDeletionTimestamp())
                .hasSize(4)
                .allMatch(pod -> pod.spec().nodeName().equals("node-2"));
    }

    @Test
    void nodesStayReadyThroughAnIdleYear() throws InterruptedException {
        cluster.pass(Duration.ofDays(365));
        for (var node : List.of("node-1", "node-2")) {
            assertThat(condition(node, "Ready")).isEqualTo("True KubeletReady");
            var renewed = cluster.client()
                    .of(Lease.KIND, "kube-node-lease")
                    .get(node)
                    .spec()
                    .renewTime();
            assertThat(Duration.between(Instant.parse(renewed), cluster.clock().now()))
                    .isLessThanOrEqualTo(Duration.ofSeconds(10));
            var since = cluster.of(Node.KIND).get(node).status().conditions().stream()
                    .filter(condition -> condition.type().equals("Ready"))
                    .findFirst()
                    .orElseThrow()
                    .lastTransitionTime();
            assertThat(Instant.parse(since)).isBefore(Instant.parse("2026-01-01T00:02:00Z"));
        }
    }

    @Test
    void aNodeThatFailsInAnIdleHourIsNoticedInTime() throws InterruptedException {
        cluster.pass(Duration.ofMinutes(30));
        cluster.clock().after(Duration.ofMinutes(20), () -> cluster.nodes().disconnect("node-2"));
        cluster.pass(Duration.ofHours(3));
        var since = cluster.of(Node.KIND).get("node-2").status().conditions().stream()
                .filter(condition -> condition.status().equals("Unknown"))
                .findFirst()
                .orElseThrow()
                .lastTransitionTime();
        assertThat(Instant.parse(since))
                .isBetween(Instant.parse("2026-01-01T00:51:30Z"), Instant.parse("2026-01-01T00:52:10Z"));
    }

    @Test
    void aDeploymentThatGetsNowhereSaysSoAtItsDeadline() throws InterruptedException {
        deploy(
                "stuck",
                "'progressDeadlineSeconds':120,",
                "'simulated.navarch.io/ready':'false'",
                ",'readinessProbe':{'exec':{'command':['x']}}");
        cluster.pass(Duration.ofSeconds(115));
        assertThat(progress("stuck")).isEqualTo("True ReplicaSetUpdated");
        cluster.pass(Duration.ofSeconds(10));
        assertThat(progress("stuck")).isEqualTo("False ProgressDeadlineExceeded");
    }

    private String progress(String name) {
        return cluster.of(Deployment.KIND).get(name).status().conditions().stream()
                .filter(condition -> condition.type().equals("Progressing"))
                .map(condition -> condition.status() + " " + condition.reason())
                .findFirst()
                .orElse("");
    }

    @Test
    void probesAreMadeAtTheirTimes() throws InterruptedException {
        deploy(
                "slow",
                "",
                "'simulated.navarch.io/ready-after':'45s'",
                ",'readinessProbe':{'exec':{'command':['x']},'periodSeconds':20,'initialDelaySeconds':10}");
        cluster.pass(Duration.ofSeconds(45));
        assertThat(cluster.of(Deployment.KIND).get("slow").status().readyReplicas())
                .isZero();
        cluster.pass(Duration.ofSeconds(15));
        assertThat(cluster.of(Deployment.KIND).get("slow").status().readyReplicas())
                .isEqualTo(1);
    }

    @Test
    void containersThatCrashBackOffFurtherAndFurther() throws InterruptedException {
        deploy("crash", "", "'simulated.navarch.io/run-for':'1s','simulated.navarch.io/exit-code':'1'", "");
        cluster.pass(Duration.ofMinutes(10));
        // After 10, 20, 40, 80, 160 and then 300 seconds.
        assertThat(pods("crash").get(0).status().containerStatuses().get(0).restartCount())
                .isEqualTo(6);
    }

    @Test
    void tokensExpire() throws InterruptedException {
        var request = TokenRequest.EMPTY.withSpec(TokenRequestSpec.EMPTY.withExpirationSeconds(600L));
        var answer = cluster.of(ServiceAccount.KIND).post("default", "token", request.tree(), TokenRequest.TYPE);
        var token = new TokenRequest(answer).status().token();
        assertThat(authenticates(token)).isTrue();
        cluster.pass(Duration.ofSeconds(590));
        assertThat(authenticates(token)).isTrue();
        cluster.pass(Duration.ofSeconds(20));
        assertThat(authenticates(token)).isFalse();
    }

    private boolean authenticates(String token) {
        return cluster.of(TokenReview.KIND)
                .create(TokenReview.EMPTY.withSpec(spec -> spec.withToken(token)))
                .status()
                .authenticated();
    }

    @Test
    void anotherLeadsWhenTheLeaderIsGone() throws InterruptedException {
        cluster.create(Lease.KIND, """
                {'metadata':{'name':'lead'},'spec':{'holderIdentity':'crashed','leaseDurationSeconds':15,
                  'acquireTime':'2026-01-01T00:01:00.000000Z','renewTime':'2026-01-01T00:01:00.000000Z'}}""");
        var leader = new AtomicReference<>("");
        var first = candidate("first", leader);
        first.start();
        cluster.pass(Duration.ofSeconds(15));
        assertThat(leader.get()).isEmpty();
        cluster.pass(Duration.ofSeconds(2));
        assertThat(leader.get()).isEqualTo("first");
        var second = candidate("second", leader);
        second.start();
        cluster.pass(Duration.ofHours(1));
        assertThat(leader.get()).isEqualTo("first");
        first.close();
        cluster.pass(Duration.ofSeconds(3));
        assertThat(leader.get()).isEqualTo("second");
        second.close();
    }

    private LeaderElection candidate(String name, AtomicReference<String> leader) {
        return new LeaderElection(
                cluster.client(),
                "default",
                "lead",
                name,
                cluster.clock(),
                () -> leader.set(name),
                () -> leader.set(""));
    }

    /** The same things done at the same times leave the same behind. */
    @Test
    void theSameHappensTwice() throws InterruptedException {
        assertThat(story()).isEqualTo(story());
    }

    private static String story() throws InterruptedException {
        try (var fresh = new ManualCluster(3)) {
            fresh.pass(Duration.ofMinutes(1));
            fresh.create(Deployment.KIND, """
                    {'metadata':{'name':'web'},'spec':{'replicas':6,'selector':{'matchLabels':{'app':'web'}},
                      'template':{'metadata':{'labels':{'app':'web'}},
                        'spec':{'containers':[{'name':'c','image':'web:1'}]}}}}""");
            fresh.pass(Duration.ofMinutes(5));
            fresh.nodes().disconnect("node-2");
            fresh.pass(Duration.ofMinutes(10));
            fresh.of(Deployment.KIND).change("web", web -> web.withSpec(spec -> spec.withReplicas(4)));
            fresh.pass(Duration.ofMinutes(10));
            var told = new StringBuilder();
            for (var node : fresh.of(Node.KIND).list(ListOptions.ALL).items()) {
                told.append(node.name()).append(' ').append(node.spec().taints().size());
                node.status().conditions().forEach(condition -> told.append(' ')
                        .append(condition.type())
                        .append(condition.status())
                        .append(condition.lastTransitionTime()));
            }
            var times = fresh.of(Pod.KIND).list(ListOptions.ALL).items().stream()
                    .map(pod -> pod.metadata().creationTimestamp() + " "
                            + pod.status().phase() + " " + pod.metadata().deletionTimestamp())
                    .sorted()
                    .toList();
            return told.append(times).toString();
        }
    }
}
