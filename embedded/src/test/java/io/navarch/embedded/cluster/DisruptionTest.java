package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.navarch.client.ListOptions;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.Eviction;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.policy.v1.PodDisruptionBudgetStatus;
import io.navarch.model.status.ApiException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Disruption budgets and evictions on a cluster with simulated nodes. */
class DisruptionTest {
    private static ManualCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = new ManualCluster(2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void deploy(String name, int replicas) {
        cluster.create(Deployment.KIND, """
                {'metadata':{'name':'%1$s'},'spec':{'replicas':%2$d,'selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{'simulated.navarch.io/start-delay':'5s'}},'spec':{'containers':[{'name':'c','image':'web:1'}]}}}}""".formatted(name, replicas));
    }

    private static void protect(String name, String rule) {
        cluster.create(
                PodDisruptionBudget.KIND,
                "{'metadata':{'name':'%1$s'},'spec':{%2$s,'selector':{'matchLabels':{'app':'%1$s'}}}}"
                        .formatted(name, rule));
    }

    private static PodDisruptionBudgetStatus status(String name) {
        return cluster.of(PodDisruptionBudget.KIND).get(name).status();
    }

    private static String counts(String name) {
        var status = status(name);
        return status.currentHealthy() + "/" + status.expectedPods() + " wants " + status.desiredHealthy() + " allows "
                + status.disruptionsAllowed() + " "
                + status.conditions().stream().map(c -> c.reason()).toList();
    }

    private static List<Pod> pods(String app) {
        return cluster.of(Pod.KIND)
                .list(ListOptions.ALL.withLabels("app=" + app))
                .items();
    }

    private static void evict(String pod) {
        var eviction = Eviction.EMPTY.withMetadata(meta -> meta.withName(pod).withNamespace("default"));
        cluster.of(Pod.KIND)
                .post(
                        pod,
                        "eviction",
                        eviction.tree().with("apiVersion", "policy/v1").with("kind", "Eviction"),
                        io.navarch.model.meta.v1.Status.TYPE);
    }

    private static List<String> events(String name, String reason) {
        return cluster
                .of(Event.KIND)
                .list(ListOptions.ALL.withFields("involvedObject.name=" + name + ",reason=" + reason))
                .items()
                .stream()
                .map(Event::message)
                .toList();
    }

    @Test
    void evictionsTakeFromTheBudgetUntilItIsUsedUp() throws InterruptedException {
        deploy("web", 4);
        protect("web", "'maxUnavailable':1");
        cluster.until(() -> assertThat(counts("web")).isEqualTo("4/4 wants 3 allows 1 [SufficientPods]"));
        var first = pods("web").get(0).name();
        var second = pods("web").get(1).name();
        evict(first);
        // Time stands, so that the replacement is not ready yet.
        var refused = catchThrowableOfType(ApiException.class, () -> evict(second));
        assertThat(refused).hasMessage("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.code()).isEqualTo(429);
        var cause = refused.status().details().causes().get(0);
        assertThat(cause.reason()).isEqualTo("DisruptionBudget");
        assertThat(cause.message())
                .matches(
                        "The disruption budget web (needs 3 healthy pods and has 3 currently|does not allow evicting pods currently)");
        // The replacement is ready after a while, and the budget has one again.
        cluster.until(() -> assertThat(counts("web")).isEqualTo("4/4 wants 3 allows 1 [SufficientPods]"));
        assertThat(pods("web")).extracting(Pod::name).doesNotContain(first);
        assertThat(status("web").disruptedPods()).isEmpty();
    }

    @Test
    void sharesAreOfTheOwnersSize() throws InterruptedException {
        deploy("share", 5);
        protect("share", "'minAvailable':'50%'");
        cluster.until(() -> assertThat(counts("share")).isEqualTo("5/5 wants 3 allows 2 [SufficientPods]"));
        cluster.of(Deployment.KIND).change("share", d -> d.withSpec(spec -> spec.withReplicas(2)));
        cluster.until(() -> assertThat(counts("share")).isEqualTo("2/2 wants 1 allows 1 [SufficientPods]"));
    }

    @Test
    void podsWithoutOwnerAreWarnedOf() throws InterruptedException {
        cluster.create(Pod.KIND, """
                {'metadata':{'name':'bare','labels':{'app':'bare'}},'spec':{'containers':[{'name':'c','image':'web:1'}]}}""");
        protect("bare", "'maxUnavailable':1");
        cluster.until(() -> assertThat(counts("bare")).isEqualTo("1/0 wants 0 allows 0 [InsufficientPods]"));
        cluster.until(
                () -> assertThat(events("bare", "UnmanagedPods"))
                        .containsExactly(
                                "Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: bare,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged."
                                        + " As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior."
                                        + " To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value."));
        protect("nobody", "'minAvailable':1");
        cluster.until(() -> assertThat(events("nobody", "NoPods")).containsExactly("No matching pods found"));
    }
}
