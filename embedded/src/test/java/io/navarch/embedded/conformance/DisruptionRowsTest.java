package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] DisruptionController, and what drain leans on. */
class DisruptionRowsTest {
    private static final String BUDGETS = "policy/v1:poddisruptionbudgets";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static void replicaSet(String name, int replicas, String script) {
        lab.create("apps/v1:replicasets", """
                {'metadata':{'name':'%1$s'},'spec':{'replicas':%2$d,'selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{%3$s}},'spec':{'terminationGracePeriodSeconds':1,
                    'containers':[{'name':'app','image':'httpd:1','readinessProbe':{'httpGet':{'port':80},'periodSeconds':1,'failureThreshold':1}}]}}}}""".formatted(name, replicas, script));
    }

    private static void budget(String name, String spec) {
        lab.create(
                BUDGETS,
                "{'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{%2$s,'selector':{'matchLabels':{'app':'%1$s'}}}}"
                        .formatted(name, spec));
    }

    private static Tree budget(String name) {
        return lab.get(BUDGETS + "/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=app=" + name);
    }

    private static String eviction(String pod) {
        return "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'%s','namespace':'default'}}"
                .formatted(pod);
    }

    private static void awaitAllowed(String name, int healthy, int allowed) throws InterruptedException {
        lab.until(() -> {
            assertThat(budget(name).number("status/currentHealthy")).isEqualTo(healthy);
            assertThat(budget(name).number("status/disruptionsAllowed")).isEqualTo(allowed);
            assertThat(budget(name).number("status/observedGeneration"))
                    .isEqualTo(budget(name).number("metadata/generation"));
        });
    }

    /** should create a PodDisruptionBudget; list and delete a collection; update/patch status. */
    @Test
    void lifecycle() throws InterruptedException {
        budget("api", "'minAvailable':1");
        lab.change(BUDGETS + "/api", it -> it.with("spec/minAvailable", 2L));
        lab.merge(BUDGETS + "/api", "{'spec':{'minAvailable':'80%'}}");
        lab.until(() ->
                assertThat(budget("api").number("status/observedGeneration")).isEqualTo(3));
        var other = lab.fresh("other");
        other.create(
                BUDGETS,
                "{'metadata':{'name':'second','labels':{'test':'api'}},'spec':{'minAvailable':1,'selector':{}}}");
        assertThat(lab.list("/apis/policy/v1/poddisruptionbudgets?labelSelector=test=api"))
                .hasSize(2);
        lab.change(
                BUDGETS + "/api",
                "/status",
                it -> it.with("status/disruptedPods", Tree.of("{'p':'2026-01-01T00:00:00Z'}")));
        lab.merge(BUDGETS + "/api/status", "{'status':{'disruptedPods':null}}");
        assertThat(lab.get(BUDGETS + "/api/status").at("status/disruptedPods").there())
                .isFalse();
        lab.delete(BUDGETS + "?labelSelector=test=api");
        assertThat(lab.list(BUDGETS + "?labelSelector=test=api")).isEmpty();
        assertThat(lab.refusal(
                        "POST",
                        BUDGETS,
                        "{'metadata':{'name':'bad'},'spec':{'minAvailable':1,'maxUnavailable':1,'selector':{}}}"))
                .isEqualTo(
                        "422 Invalid: PodDisruptionBudget.policy \"bad\" is invalid: spec: Invalid value: {\"MinAvailable\":1,\"Selector\":{},\"MaxUnavailable\":1,\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set");
        assertThat(lab.refusal(
                        "POST", BUDGETS, "{'metadata':{'name':'bad'},'spec':{'minAvailable':'101%','selector':{}}}"))
                .contains("spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%");
    }

    /** should block an eviction until the PDB is updated to allow it. */
    @Test
    void blocksUntilAllowed() throws InterruptedException {
        replicaSet("blocked", 3, "");
        budget("blocked", "'minAvailable':3");
        awaitAllowed("blocked", 3, 0);
        assertThat(budget("blocked").conditions()).containsExactly("DisruptionAllowed=False InsufficientPods");
        var pod = pods("blocked").get(0).name();
        var refusal = lab.call("POST", "pods/" + pod + "/eviction", eviction(pod));
        var status = Tree.of(refusal.body());
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(status.text("reason")).isEqualTo("TooManyRequests");
        assertThat(status.text("message"))
                .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(status.text("details/causes/0/message"))
                .isEqualTo("The disruption budget blocked needs 3 healthy pods and has 3 currently");
        lab.merge(BUDGETS + "/blocked", "{'spec':{'minAvailable':2}}");
        awaitAllowed("blocked", 3, 1);
        assertThat(budget("blocked").conditions()).containsExactly("DisruptionAllowed=True SufficientPods");
        lab.create("pods/" + pod + "/eviction", eviction(pod));
        lab.until(() -> assertThat(lab.gone("pods/" + pod)).isTrue());
    }

    /** unhealthyPodEvictionPolicy: running pods that are not ready. */
    @Test
    void unhealthyPods() throws InterruptedException {
        replicaSet("sick", 2, "'simulated.navarch.io/ready':'false'");
        budget("sick", "'minAvailable':2");
        lab.until(() -> assertThat(pods("sick")).hasSize(2).allMatch(pod -> pod.text("status/phase")
                .equals("Running")));
        var pod = pods("sick").get(0).name();
        assertThat(lab.refusal("POST", "pods/" + pod + "/eviction", eviction(pod)))
                .startsWith("429 TooManyRequests");
        lab.merge(BUDGETS + "/sick", "{'spec':{'unhealthyPodEvictionPolicy':'AlwaysAllow'}}");
        lab.settle();
        lab.create("pods/" + pod + "/eviction", eviction(pod));
        lab.until(() -> assertThat(lab.gone("pods/" + pod)).isTrue());
    }

    @Test
    void severalBudgetsAreAFault() throws InterruptedException {
        replicaSet("twice", 1, "");
        budget("twice", "'minAvailable':0");
        lab.create(
                BUDGETS,
                "{'metadata':{'name':'twice-b'},'spec':{'minAvailable':0,'selector':{'matchLabels':{'app':'twice'}}}}");
        awaitAllowed("twice", 1, 1);
        var pod = pods("twice").get(0).name();
        assertThat(lab.refusal("POST", "pods/" + pod + "/eviction", eviction(pod)))
                .isEqualTo(
                        "500 InternalError: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }

    @Test
    void evictionsOfPodsThatDoNotRun() throws InterruptedException {
        lab.create(
                "pods",
                "{'metadata':{'name':'nowhere','labels':{'app':'nowhere'}},'spec':{'nodeSelector':{'no':'where'},'containers':[{'name':'c','image':'a'}]}}");
        budget("nowhere", "'minAvailable':1");
        lab.settle();
        // Pending pods are nobody's service.
        lab.create("pods/nowhere/eviction", eviction("nowhere"));
        assertThat(lab.gone("pods/nowhere")).isTrue();
        assertThat(lab.refusal("POST", "pods/absent/eviction", eviction("absent")))
                .isEqualTo("404 NotFound: pods \"absent\" not found");
        replicaSet("dry", 1, "");
        lab.until(() -> assertThat(pods("dry")).hasSize(1));
        var pod = pods("dry").get(0).name();
        lab.create(
                "pods/" + pod + "/eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'%s'},'deleteOptions':{'dryRun':['All']}}"
                        .formatted(pod));
        assertThat(lab.get("pods/" + pod).at("metadata/deletionTimestamp").there())
                .isFalse();
        assertThat(lab.refusal("POST", "pods/" + pod + "/eviction", eviction("another")))
                .startsWith("400 BadRequest: name in URL does not match name in Eviction object");
        lab.create("pods/" + pod + "/eviction", eviction(pod));
        lab.until(() -> assertThat(lab.gone("pods/" + pod)).isTrue());
    }

    @Test
    void evictedPodsSayWhy() throws InterruptedException {
        replicaSet("why", 1, "'simulated.navarch.io/stop-delay':'1m'");
        lab.until(() -> assertThat(pods("why")).hasSize(1).allMatch(pod -> pod.text("status/phase")
                .equals("Running")));
        var pod = pods("why").get(0).name();
        lab.create("pods/" + pod + "/eviction", eviction(pod));
        assertThat(lab.get("pods/" + pod).conditions()).contains("DisruptionTarget=True EvictionByEvictionAPI");
        assertThat(lab.get("pods/" + pod).message("DisruptionTarget")).isEqualTo("Eviction API: evicting");
    }
}
