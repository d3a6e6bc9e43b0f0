package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] StatefulSet. */
class StatefulSetRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Tree make(String name, int replicas, String spec, String script) {
        return lab.create("apps/v1:statefulsets", """
                {'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{'replicas':%2$d,%3$s'serviceName':'test','selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{%4$s}},'spec':{'terminationGracePeriodSeconds':1,
                    'containers':[{'name':'web','image':'httpd:1','readinessProbe':{'httpGet':{'port':80},'periodSeconds':1,'failureThreshold':1}}]}}}}""".formatted(name, replicas, spec, script));
    }

    private static Tree set(String name) {
        return lab.get("apps/v1:statefulsets/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=app=" + name);
    }

    private static List<String> images(String name) {
        return pods(name).stream()
                .map(pod -> pod.name() + " " + pod.text("spec/containers/0/image"))
                .sorted()
                .toList();
    }

    private static void setImage(String name, String image) {
        lab.strategic(
                "apps/v1:statefulsets/" + name,
                "{'spec':{'template':{'spec':{'containers':[{'name':'web','image':'%s'}]}}}}".formatted(image));
    }

    private static void awaitReady(String name, int count) throws InterruptedException {
        lab.until(() -> assertThat(set(name).number("status/readyReplicas")).isEqualTo(count));
    }

    private static void scale(String name, int replicas) {
        lab.merge("apps/v1:statefulsets/" + name + "/scale", "{'spec':{'replicas':%d}}".formatted(replicas));
    }

    /** should perform rolling updates and roll backs of template modifications. */
    @Test
    void rollingUpdatesAndRollBacks() throws InterruptedException {
        make("roll", 3, "", "");
        awaitReady("roll", 3);
        var first = set("roll").text("status/currentRevision");
        assertThat(set("roll").text("status/updateRevision")).isEqualTo(first);
        assertThat(pods("roll")).allMatch(pod -> pod.text("metadata/labels/controller-revision-hash")
                .equals(first));
        setImage("roll", "httpd:2");
        lab.until(() -> assertThat(set("roll").text("status/currentRevision")).isNotEqualTo(first));
        var second = set("roll").text("status/currentRevision");
        assertThat(set("roll").text("status/updateRevision")).isEqualTo(second);
        assertThat(set("roll").number("status/updatedReplicas")).isEqualTo(3);
        assertThat(images("roll")).containsExactly("roll-0 httpd:2", "roll-1 httpd:2", "roll-2 httpd:2");
        // In order from the highest ordinal.
        var deleted = lab.events("roll").stream()
                .filter(event -> event.startsWith("SuccessfulDelete"))
                .toList();
        assertThat(deleted)
                .containsExactly(
                        "SuccessfulDelete: delete Pod roll-2 in StatefulSet roll successful",
                        "SuccessfulDelete: delete Pod roll-1 in StatefulSet roll successful",
                        "SuccessfulDelete: delete Pod roll-0 in StatefulSet roll successful");
        setImage("roll", "httpd:1");
        lab.until(() -> assertThat(set("roll").text("status/currentRevision")).isEqualTo(first));
        assertThat(images("roll")).containsExactly("roll-0 httpd:1", "roll-1 httpd:1", "roll-2 httpd:1");
        // Going back is no new revision.
        assertThat(lab.list("apps/v1:controllerrevisions?labelSelector=app=roll"))
                .hasSize(2)
                .anyMatch(revision -> revision.name().equals(first) && revision.number("revision") == 3);
    }

    /** should perform canary updates and phased rolling updates of template modifications. */
    @Test
    void canaryAndPhases() throws InterruptedException {
        make("canary", 3, "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':3}},", "");
        awaitReady("canary", 3);
        setImage("canary", "httpd:2");
        lab.pass(Duration.ofMinutes(1));
        assertThat(images("canary")).allMatch(image -> image.endsWith("httpd:1"));
        assertThat(set("canary").text("status/updateRevision"))
                .isNotEqualTo(set("canary").text("status/currentRevision"));
        lab.merge("apps/v1:statefulsets/canary", "{'spec':{'updateStrategy':{'rollingUpdate':{'partition':2}}}}");
        lab.until(() -> assertThat(images("canary"))
                .containsExactly("canary-0 httpd:1", "canary-1 httpd:1", "canary-2 httpd:2"));
        awaitReady("canary", 3);
        assertThat(set("canary").number("status/updatedReplicas")).isEqualTo(1);
        assertThat(set("canary").number("status/currentReplicas")).isEqualTo(2);
        // Pods that are replaced now keep to the partition.
        for (var name : List.of("canary-0", "canary-2")) {
            var before = lab.get("pods/" + name).text("metadata/uid");
            lab.delete("pods/" + name);
            lab.until(() ->
                    assertThat(lab.get("pods/" + name).text("metadata/uid")).isNotEqualTo(before));
        }
        awaitReady("canary", 3);
        assertThat(images("canary")).containsExactly("canary-0 httpd:1", "canary-1 httpd:1", "canary-2 httpd:2");
        lab.merge("apps/v1:statefulsets/canary", "{'spec':{'updateStrategy':{'rollingUpdate':{'partition':0}}}}");
        lab.until(() -> assertThat(set("canary").text("status/currentRevision"))
                .isEqualTo(set("canary").text("status/updateRevision")));
        assertThat(images("canary")).allMatch(image -> image.endsWith("httpd:2"));
    }

    @Test
    void onDeleteReplacesWhatIsDeleted() throws InterruptedException {
        make("manual", 2, "'updateStrategy':{'type':'OnDelete'},", "");
        awaitReady("manual", 2);
        setImage("manual", "httpd:2");
        lab.pass(Duration.ofMinutes(1));
        assertThat(images("manual")).containsExactly("manual-0 httpd:1", "manual-1 httpd:1");
        lab.delete("pods/manual-1");
        lab.until(() -> assertThat(images("manual")).containsExactly("manual-0 httpd:1", "manual-1 httpd:2"));
    }

    /** should have a working scale subresource. */
    @Test
    void scaleSubresource() throws InterruptedException {
        make("scaled", 1, "", "");
        awaitReady("scaled", 1);
        var scale = lab.get("apps/v1:statefulsets/scaled/scale");
        assertThat(scale.text("apiVersion") + " " + scale.text("kind")).isEqualTo("autoscaling/v1 Scale");
        assertThat(scale.number("spec/replicas")).isEqualTo(1);
        assertThat(scale.number("status/replicas")).isEqualTo(1);
        assertThat(scale.text("status/selector")).isEqualTo("app=scaled");
        lab.put("apps/v1:statefulsets/scaled/scale", scale.with("spec/replicas", 2L));
        assertThat(set("scaled").number("spec/replicas")).isEqualTo(2);
        awaitReady("scaled", 2);
        var patched = lab.merge("apps/v1:statefulsets/scaled/scale", "{'spec':{'replicas':4}}");
        assertThat(patched.number("spec/replicas")).isEqualTo(4);
        awaitReady("scaled", 4);
        assertThat(lab.refusal("PATCH", "apps/v1:statefulsets/scaled/scale", "{'spec':{'replicas':-1}}"))
                .isEqualTo(
                        "422 Invalid: Scale.autoscaling \"scaled\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
    }

    /** should list, patch and delete a collection of StatefulSets. */
    @Test
    void collection() throws InterruptedException {
        make("coll", 1, "", "");
        awaitReady("coll", 1);
        assertThat(lab.list("/apis/apps/v1/statefulsets?labelSelector=test=coll"))
                .hasSize(1);
        var patched = lab.strategic(
                "apps/v1:statefulsets/coll",
                "{'metadata':{'labels':{'patched':'yes'}},'spec':{'replicas':2,'template':{'spec':{'containers':[{'name':'web','image':'httpd:9'}]}}}}");
        assertThat(patched.text("metadata/labels/patched")).isEqualTo("yes");
        awaitReady("coll", 2);
        lab.delete("apps/v1:statefulsets?labelSelector=patched=yes", Map.of("gracePeriodSeconds", 0L));
        lab.until(() -> assertThat(pods("coll")).isEmpty());
        assertThat(lab.list("apps/v1:statefulsets?labelSelector=patched=yes")).isEmpty();
    }

    /** should validate Statefulset Status endpoints. */
    @Test
    void statusEndpoints() throws InterruptedException {
        make("told", 1, "", "");
        awaitReady("told", 1);
        assertThat(lab.get("apps/v1:statefulsets/told/status").number("status/replicas"))
                .isEqualTo(1);
        var condition = "{'type':'StatusUpdate','status':'True','reason':'E2E','message':'Set from e2e test'}";
        lab.change(
                "apps/v1:statefulsets/told",
                "/status",
                set -> set.with("status/conditions", List.of(Tree.of(condition).value())));
        assertThat(set("told").conditions()).containsExactly("StatusUpdate=True E2E");
        lab.merge(
                "apps/v1:statefulsets/told/status",
                "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}");
        lab.settle();
        assertThat(set("told").conditions()).containsExactly("StatusPatched=True");
        assertThat(set("told").number("metadata/generation")).isEqualTo(1);
    }

    /** Scaling should happen in predictable order and halt if any stateful pod is unhealthy. */
    @Test
    void scalingHaltsAtTheUnready() throws InterruptedException {
        make("halt", 1, "", "");
        awaitReady("halt", 1);
        lab.merge("pods/halt-0", "{'metadata':{'annotations':{'simulated.navarch.io/ready':'false'}}}");
        lab.merge("apps/v1:statefulsets/halt", "{'spec':{'replicas':3}}");
        lab.pass(Duration.ofMinutes(1));
        if (set("halt").number("status/readyReplicas") == 0) {
            assertThat(pods("halt")).hasSize(1);
        }
    }

    /** Burst scaling should run to completion even with unhealthy pods. */
    @Test
    void parallelSetsDoNotWait() throws InterruptedException {
        make("burst", 3, "'podManagementPolicy':'Parallel',", "'simulated.navarch.io/ready':'false'");
        lab.until(() -> assertThat(pods("burst")).hasSize(3));
        scale("burst", 1);
        lab.until(() -> assertThat(pods("burst")).hasSize(1));
        assertThat(set("burst").number("status/readyReplicas")).isZero();
        setImage("burst", "httpd:2");
        lab.until(() -> assertThat(images("burst")).containsExactly("burst-0 httpd:2"));
    }

    /** Should recreate evicted statefulset: a failed pod is replaced. */
    @Test
    void failedPodsAreReplaced() throws InterruptedException {
        make("evicted", 1, "", "");
        awaitReady("evicted", 1);
        var before = lab.get("pods/evicted-0").text("metadata/uid");
        lab.until(() -> {
            var pod = lab.get("pods/evicted-0");
            if (pod.text("metadata/uid").equals(before)) {
                lab.call("PATCH", "pods/evicted-0/status", "{'status':{'phase':'Failed','reason':'Evicted'}}");
            }
            assertThat(pod.text("metadata/uid")).isNotEqualTo(before);
        });
        awaitReady("evicted", 1);
        assertThat(lab.events("evicted"))
                .contains("RecreatingFailedPod: StatefulSet default/evicted is recreating failed Pod evicted-0");
    }

    @Test
    void minReadySecondsAndOrdinals() throws InterruptedException {
        make("late", 2, "'minReadySeconds':30,'ordinals':{'start':5},", "");
        lab.until(() -> assertThat(pods("late")).hasSize(1));
        awaitReady("late", 1);
        assertThat(pods("late")).extracting(Tree::name).containsExactly("late-5");
        assertThat(set("late").number("status/availableReplicas")).isZero();
        lab.pass(Duration.ofSeconds(25));
        assertThat(pods("late")).hasSize(1);
        lab.pass(Duration.ofSeconds(10));
        assertThat(pods("late")).extracting(Tree::name).containsExactlyInAnyOrder("late-5", "late-6");
        assertThat(lab.get("pods/late-6").text("metadata/labels/apps.kubernetes.io~1pod-index"))
                .isEqualTo("6");
        lab.until(
                () -> assertThat(set("late").number("status/availableReplicas")).isEqualTo(2));
        lab.merge("apps/v1:statefulsets/late", "{'spec':{'ordinals':{'start':6}}}");
        lab.until(() -> assertThat(pods("late")).extracting(Tree::name).containsExactlyInAnyOrder("late-6", "late-7"));
    }

    @Test
    void maxUnavailable() throws InterruptedException {
        make(
                "fast",
                4,
                "'podManagementPolicy':'Parallel','updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':2}},",
                "'simulated.navarch.io/ready-after':'10s'");
        awaitReady("fast", 4);
        setImage("fast", "httpd:2");
        lab.until(() -> assertThat(images("fast"))
                .containsExactly("fast-0 httpd:1", "fast-1 httpd:1", "fast-2 httpd:2", "fast-3 httpd:2"));
        assertThat(set("fast").number("status/readyReplicas")).isEqualTo(2);
        lab.until(() -> assertThat(images("fast")).allMatch(image -> image.endsWith("httpd:2")));
    }

    @Test
    void podsLookLikeTheSet() throws InterruptedException {
        make(
                "look",
                1,
                "'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}],",
                "");
        awaitReady("look", 1);
        var pod = lab.get("pods/look-0");
        assertThat(pod.text("spec/hostname")).isEqualTo("look-0");
        assertThat(pod.text("spec/subdomain")).isEqualTo("test");
        assertThat(pod.text("metadata/labels/statefulset.kubernetes.io~1pod-name"))
                .isEqualTo("look-0");
        assertThat(pod.text("spec/volumes/0/persistentVolumeClaim/claimName")).isEqualTo("data-look-0");
        var claim = lab.get("persistentvolumeclaims/data-look-0");
        assertThat(claim.text("metadata/labels/app")).isEqualTo("look");
        assertThat(claim.at("metadata/ownerReferences").there()).isFalse();
        assertThat(set("look").text("spec/persistentVolumeClaimRetentionPolicy/whenDeleted"))
                .isEqualTo("Retain");
        assertThat(lab.events("look"))
                .containsExactly(
                        "SuccessfulCreate: create Claim data-look-0 Pod look-0 in StatefulSet look success",
                        "SuccessfulCreate: create Pod look-0 in StatefulSet look successful");
        assertThat(lab.refusal("PATCH", "apps/v1:statefulsets/look", "{'spec':{'serviceName':'other'}}"))
                .isEqualTo(
                        "422 Invalid: StatefulSet.apps \"look\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                                + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }

    /** Should adopt matching orphans and release non-matching pods. */
    @Test
    void adoptsAndReleases() throws InterruptedException {
        make("adopt", 1, "", "");
        awaitReady("adopt", 1);
        lab.merge("pods/adopt-0", "{'metadata':{'ownerReferences':null}}");
        lab.until(() -> assertThat(lab.get("pods/adopt-0").text("metadata/ownerReferences/0/name"))
                .isEqualTo("adopt"));
        lab.merge("pods/adopt-0", "{'metadata':{'labels':{'app':'else'}}}");
        lab.until(() -> assertThat(
                        lab.get("pods/adopt-0").at("metadata/ownerReferences").there())
                .isFalse());
        lab.merge("pods/adopt-0", "{'metadata':{'labels':{'app':'adopt'}}}");
        lab.until(() -> assertThat(lab.get("pods/adopt-0").text("metadata/ownerReferences/0/name"))
                .isEqualTo("adopt"));
        // Deleting without the pods.
        lab.delete("apps/v1:statefulsets/adopt", Map.of("propagationPolicy", "Orphan"));
        lab.until(() -> assertThat(lab.gone("apps/v1:statefulsets/adopt")).isTrue());
        assertThat(lab.get("pods/adopt-0").at("metadata/ownerReferences").there())
                .isFalse();
    }
}
