package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] Deployment, ReplicaSet. */
class DeploymentRowsTest {
    private static final String DEPLOYMENTS = "apps/v1:deployments";
    private static final String SETS = "apps/v1:replicasets";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String json(String name, int replicas, String spec, String script) {
        return """
                {'metadata':{'name':'%1$s','labels':{'test':'%1$s','app':'%1$s'}},'spec':{'replicas':%2$d,%3$s'selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{%4$s}},'spec':{'terminationGracePeriodSeconds':1,
                    'containers':[{'name':'app','image':'httpd:1','readinessProbe':{'httpGet':{'port':80},'periodSeconds':1,'failureThreshold':1}}]}}}}""".formatted(name, replicas, spec, script);
    }

    private static Tree make(String name, int replicas, String spec, String script) {
        return lab.create(DEPLOYMENTS, json(name, replicas, spec, script));
    }

    private static Tree deployment(String name) {
        return lab.get(DEPLOYMENTS + "/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=app=" + name);
    }

    private static List<Tree> sets(String name) {
        return lab.list(SETS + "?labelSelector=app=" + name);
    }

    private static void setImage(String name, String image) {
        lab.strategic(
                DEPLOYMENTS + "/" + name,
                "{'spec':{'template':{'spec':{'containers':[{'name':'app','image':'%s'}]}}}}".formatted(image));
    }

    private static void awaitRolledOut(String name, int count) throws InterruptedException {
        lab.until(() -> {
            var status = deployment(name).at("status");
            assertThat(status.number("observedGeneration"))
                    .isEqualTo(deployment(name).number("metadata/generation"));
            assertThat(status.number("updatedReplicas")).isEqualTo(count);
            assertThat(status.number("availableReplicas")).isEqualTo(count);
            assertThat(status.number("replicas")).isEqualTo(count);
        });
    }

    /** RollingUpdateDeployment should delete old pods and create new ones: it adopts a ReplicaSet that was there. */
    @Test
    void rollingUpdateTakesOverAReplicaSet() throws InterruptedException {
        lab.create(
                SETS,
                json("adopted", 1, "", "")
                        .replace(
                                "'metadata':{'name':'adopted'",
                                "'metadata':{'annotations':{'deployment.kubernetes.io/revision':'3546343826724305832'},'name':'adopted-controller'"));
        lab.until(() -> assertThat(lab.get(SETS + "/adopted-controller").number("status/readyReplicas"))
                .isEqualTo(1));
        lab.create(DEPLOYMENTS, json("adopted", 1, "", "").replace("httpd:1", "agnhost:2"));
        awaitRolledOut("adopted", 1);
        assertThat(deployment("adopted").text("metadata/annotations/deployment.kubernetes.io~1revision"))
                .isEqualTo("3546343826724305833");
        var old = lab.get(SETS + "/adopted-controller");
        assertThat(old.text("spec/replicas")).isEqualTo("0");
        assertThat(old.text("metadata/ownerReferences/0/kind")).isEqualTo("Deployment");
        assertThat(deployment("adopted").conditions())
                .containsExactlyInAnyOrder(
                        "Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable");
        assertThat(deployment("adopted").message("Available")).isEqualTo("Deployment has minimum availability.");
        assertThat(deployment("adopted").message("Progressing"))
                .matches("ReplicaSet \"adopted-[a-z0-9]+\" has successfully progressed.");
    }

    /** RecreateDeployment should delete old pods and create new ones: never both at once. */
    @Test
    void recreate() throws InterruptedException {
        make("anew", 2, "'strategy':{'type':'Recreate'},", "'simulated.navarch.io/stop-delay':'1s'");
        awaitRolledOut("anew", 2);
        setImage("anew", "httpd:2");
        for (int i = 0; i < 20; i++) {
            lab.pass(Duration.ofMillis(200));
            assertThat(pods("anew").stream()
                            .map(pod -> pod.text("spec/containers/0/image"))
                            .distinct()
                            .count())
                    .isLessThan(2);
        }
        awaitRolledOut("anew", 2);
        assertThat(lab.events("anew").stream().filter(event -> event.startsWith("ScalingReplicaSet")))
                .hasSize(3)
                .anyMatch(event -> event.matches("ScalingReplicaSet: Scaled up replica set anew-[a-z0-9]+ from 0 to 2"))
                .anyMatch(event ->
                        event.matches("ScalingReplicaSet: Scaled down replica set anew-[a-z0-9]+ from 2 to 0"));
    }

    /** deployment should delete old replica sets. */
    @Test
    void historyLimit() throws InterruptedException {
        make("past", 1, "'revisionHistoryLimit':0,", "");
        awaitRolledOut("past", 1);
        setImage("past", "httpd:2");
        awaitRolledOut("past", 1);
        lab.until(() -> assertThat(sets("past")).hasSize(1));
    }

    /** deployment should support rollover. */
    @Test
    void rollover() throws InterruptedException {
        make("over", 2, "'strategy':{'rollingUpdate':{'maxSurge':1,'maxUnavailable':0}},'minReadySeconds':10,", "");
        awaitRolledOut("over", 2);
        setImage("over", "nonexistent:1");
        lab.until(() -> assertThat(sets("over")).hasSize(2));
        lab.pass(Duration.ofSeconds(20));
        assertThat(deployment("over").number("status/updatedReplicas")).isEqualTo(1);
        assertThat(deployment("over").number("status/unavailableReplicas")).isEqualTo(1);
        setImage("over", "httpd:3");
        awaitRolledOut("over", 2);
        assertThat(sets("over").stream().filter(set -> set.number("spec/replicas") > 0))
                .hasSize(1);
    }

    /** Proportional scaling: what is added while two ReplicaSets run is shared. */
    @Test
    void proportionalScaling() throws InterruptedException {
        make("share", 10, "'strategy':{'rollingUpdate':{'maxSurge':3,'maxUnavailable':2}},", "");
        awaitRolledOut("share", 10);
        setImage("share", "missing:1");
        lab.until(() -> assertThat(sets("share").stream().map(set -> set.number("spec/replicas")))
                .containsExactlyInAnyOrder(8L, 5L));
        lab.merge(DEPLOYMENTS + "/share/scale", "{'spec':{'replicas':30}}");
        lab.until(() -> assertThat(sets("share").stream().map(set -> set.number("spec/replicas")))
                .containsExactlyInAnyOrder(20L, 13L));
        lab.delete(DEPLOYMENTS + "/share");
    }

    /** should have a working scale subresource. */
    @Test
    void scaleSubresource() throws InterruptedException {
        make("scaled", 1, "", "");
        awaitRolledOut("scaled", 1);
        var scale = lab.get(DEPLOYMENTS + "/scaled/scale");
        assertThat(scale.number("spec/replicas")).isEqualTo(1);
        assertThat(scale.text("status/selector")).isEqualTo("app=scaled");
        lab.put(
                DEPLOYMENTS + "/scaled/scale",
                scale.with("metadata/resourceVersion", "").with("spec/replicas", 2L));
        assertThat(deployment("scaled").number("spec/replicas")).isEqualTo(2);
        assertThat(lab.merge(DEPLOYMENTS + "/scaled/scale", "{'spec':{'replicas':4}}")
                        .number("spec/replicas"))
                .isEqualTo(4);
        awaitRolledOut("scaled", 4);
        assertThat(lab.refusal(
                        "PUT",
                        DEPLOYMENTS + "/scaled/scale",
                        scale.with("spec/replicas", 9L).toString()))
                .startsWith("409 Conflict: Operation cannot be fulfilled on deployments.apps \"scaled\": ");
    }

    /** should run the lifecycle of a Deployment; should validate Deployment Status endpoints. */
    @Test
    void lifecycleAndStatus() throws InterruptedException {
        make("life", 1, "", "");
        awaitRolledOut("life", 1);
        lab.strategic(
                DEPLOYMENTS + "/life",
                "{'metadata':{'labels':{'patched':'yes'}},'spec':{'replicas':2,'template':{'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'app','image':'httpd:2','command':['/bin/sleep','100000']}]}}}}");
        assertThat(lab.list("/apis/apps/v1/deployments?labelSelector=patched=yes"))
                .hasSize(1);
        awaitRolledOut("life", 2);
        var patched = lab.merge(
                DEPLOYMENTS + "/life/status", "{'metadata':{'labels':{'via':'status'}},'status':{'readyReplicas':1}}");
        assertThat(patched.number("status/readyReplicas")).isEqualTo(1);
        // Labels do change through status, as upstream only keeps spec.
        lab.until(() ->
                assertThat(deployment("life").number("status/readyReplicas")).isEqualTo(2));
        lab.change(
                DEPLOYMENTS + "/life",
                "/status",
                it -> it.with(
                        "status/conditions",
                        List.of(Tree.of("{'type':'StatusUpdate','status':'True','reason':'E2E'}")
                                .value())));
        lab.settle();
        assertThat(deployment("life").conditions()).contains("StatusUpdate=True E2E");
        lab.delete(DEPLOYMENTS + "?labelSelector=patched=yes");
        lab.until(() -> assertThat(pods("life")).isEmpty());
        assertThat(sets("life")).isEmpty();
    }

    @Test
    void stuckRolloutMissesItsDeadline() throws InterruptedException {
        make("stuck", 1, "'progressDeadlineSeconds':60,", "");
        awaitRolledOut("stuck", 1);
        setImage("stuck", "nosuch:1");
        lab.until(() ->
                assertThat(deployment("stuck").conditions()).contains("Progressing=False ProgressDeadlineExceeded"));
        assertThat(deployment("stuck").message("Progressing"))
                .matches("ReplicaSet \"stuck-[a-z0-9]+\" has timed out progressing.");
        assertThat(deployment("stuck").conditions()).contains("Available=True MinimumReplicasAvailable");
    }

    @Test
    void pausedAndResumed() throws InterruptedException {
        make("still", 1, "", "");
        awaitRolledOut("still", 1);
        lab.merge(DEPLOYMENTS + "/still", "{'spec':{'paused':true}}");
        lab.settle();
        assertThat(deployment("still").conditions()).contains("Progressing=Unknown DeploymentPaused");
        assertThat(deployment("still").message("Progressing")).isEqualTo("Deployment is paused");
        setImage("still", "httpd:2");
        lab.pass(Duration.ofSeconds(10));
        assertThat(sets("still")).hasSize(1);
        lab.merge(DEPLOYMENTS + "/still", "{'spec':{'paused':null}}");
        awaitRolledOut("still", 1);
        assertThat(sets("still")).hasSize(2);
    }

    /** ReplicaSet: Replace and Patch tests; should validate Replicaset Status endpoints; list and delete a collection. */
    @Test
    void replicaSets() throws InterruptedException {
        lab.create(SETS, json("rs", 1, "", ""));
        lab.until(() -> assertThat(lab.get(SETS + "/rs").number("status/availableReplicas"))
                .isEqualTo(1));
        var scale = lab.get(SETS + "/rs/scale");
        lab.put(SETS + "/rs/scale", scale.with("spec/replicas", 2L));
        lab.until(() -> assertThat(lab.get(SETS + "/rs").number("status/availableReplicas"))
                .isEqualTo(2));
        lab.strategic(
                SETS + "/rs",
                "{'spec':{'replicas':3,'template':{'spec':{'terminationGracePeriodSeconds':0,'containers':[{'name':'app','image':'httpd:4'}]}}}}");
        lab.until(() -> assertThat(lab.get(SETS + "/rs").number("status/availableReplicas"))
                .isEqualTo(3));
        assertThat(lab.get(SETS + "/rs").text("status/fullyLabeledReplicas")).isEqualTo("3");
        lab.change(
                SETS + "/rs",
                "/status",
                it -> it.with(
                        "status/conditions",
                        List.of(Tree.of("{'type':'StatusUpdate','status':'True','reason':'E2E'}")
                                .value())));
        assertThat(lab.get(SETS + "/rs/status").conditions()).contains("StatusUpdate=True E2E");
        assertThat(lab.list(SETS + "?labelSelector=test=rs")).hasSize(1);
        lab.delete(SETS + "?labelSelector=test=rs");
        lab.until(() -> assertThat(pods("rs")).isEmpty());
    }

    /** ReplicaSet should adopt matching pods on creation and release no longer matching pods. */
    @Test
    void replicaSetAdoptsAndReleases() throws InterruptedException {
        lab.create(
                "pods",
                "{'metadata':{'name':'loner','labels':{'app':'family'}},'spec':{'containers':[{'name':'c','image':'a'}]}}");
        lab.create(SETS, json("family", 1, "", ""));
        lab.until(() -> assertThat(lab.get("pods/loner").text("metadata/ownerReferences/0/name"))
                .isEqualTo("family"));
        assertThat(pods("family")).hasSize(1);
        lab.merge("pods/loner", "{'metadata':{'labels':{'app':'free'}}}");
        lab.until(() -> {
            assertThat(lab.get("pods/loner").at("metadata/ownerReferences").there())
                    .isFalse();
            assertThat(pods("family")).hasSize(1);
        });
    }

    /** ReplicaSet should surface a failure condition on a common issue like exceeded quota. */
    @Test
    void replicaFailure() throws InterruptedException {
        var small = lab.fresh("small");
        small.create("resourcequotas", "{'metadata':{'name':'condition-test'},'spec':{'hard':{'pods':'2'}}}");
        small.settle();
        small.create(SETS, json("many", 3, "", ""));
        small.until(() ->
                assertThat(small.get(SETS + "/many").conditions()).containsExactly("ReplicaFailure=True FailedCreate"));
        assertThat(small.get(SETS + "/many").message("ReplicaFailure"))
                .matches(
                        "pods \"many-[a-z0-9]{5}\" is forbidden: exceeded quota: condition-test, requested: pods=1, used: pods=2, limited: pods=2");
        small.merge(SETS + "/many/scale", "{'spec':{'replicas':2}}");
        small.until(() -> assertThat(small.get(SETS + "/many").conditions()).isEmpty());
        small.create(DEPLOYMENTS, json("dep", 1, "'progressDeadlineSeconds':60,", ""));
        small.until(() -> assertThat(small.get(DEPLOYMENTS + "/dep").conditions())
                .contains("ReplicaFailure=True FailedCreate", "Available=False MinimumReplicasUnavailable"));
        assertThat(small.get(DEPLOYMENTS + "/dep").message("Available"))
                .isEqualTo("Deployment does not have minimum availability.");
    }

    @Test
    void podDeletionCostDecidesWhoGoes() throws InterruptedException {
        lab.create(SETS, json("cost", 3, "", ""));
        lab.until(() -> assertThat(lab.get(SETS + "/cost").number("status/availableReplicas"))
                .isEqualTo(3));
        var cheap = pods("cost").get(1).name();
        lab.merge("pods/" + cheap, "{'metadata':{'annotations':{'controller.kubernetes.io/pod-deletion-cost':'-5'}}}");
        lab.merge(SETS + "/cost", "{'spec':{'replicas':2}}");
        lab.until(() -> assertThat(pods("cost")).hasSize(2));
        assertThat(pods("cost")).extracting(Tree::name).doesNotContain(cheap);
    }

    @Test
    void orphanedPodsAreTakenOver() throws InterruptedException {
        make("leave", 2, "", "");
        awaitRolledOut("leave", 2);
        var names = pods("leave").stream().map(Tree::name).toList();
        lab.delete(DEPLOYMENTS + "/leave", Map.of("propagationPolicy", "Orphan"));
        lab.until(() -> assertThat(lab.gone(DEPLOYMENTS + "/leave")).isTrue());
        assertThat(sets("leave")).hasSize(1);
        assertThat(sets("leave").get(0).at("metadata/ownerReferences").there()).isFalse();
        make("leave", 2, "", "");
        awaitRolledOut("leave", 2);
        assertThat(pods("leave")).extracting(Tree::name).containsExactlyElementsOf(names);
    }
}
