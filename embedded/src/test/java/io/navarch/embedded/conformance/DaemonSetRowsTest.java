package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] Daemon set, ControllerRevision. */
class DaemonSetRowsTest {
    private static final String SETS = "apps/v1:daemonsets";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(3);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Tree make(String name, String spec, String pod, String script) {
        return lab.create(SETS, """
                {'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{%2$s'selector':{'matchLabels':{'app':'%1$s'}},
                  'template':{'metadata':{'labels':{'app':'%1$s'},'annotations':{%4$s}},'spec':{%3$s'terminationGracePeriodSeconds':1,
                    'containers':[{'name':'app','image':'httpd:1','readinessProbe':{'httpGet':{'port':80},'periodSeconds':1,'failureThreshold':1}}]}}}}""".formatted(name, spec, pod, script));
    }

    private static Tree set(String name) {
        return lab.get(SETS + "/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=app=" + name);
    }

    private static void awaitAvailable(String name, int count) throws InterruptedException {
        lab.until(() -> {
            assertThat(set(name).number("status/numberAvailable")).isEqualTo(count);
            assertThat(set(name).number("status/updatedNumberScheduled")).isEqualTo(count);
        });
    }

    private static void setImage(String name, String image) {
        lab.strategic(
                SETS + "/" + name,
                "{'spec':{'template':{'spec':{'containers':[{'name':'app','image':'%s'}]}}}}".formatted(image));
    }

    /** should run and stop complex daemon. */
    @Test
    void complexDaemon() throws InterruptedException {
        make("complex", "", "'nodeSelector':{'color':'blue'},", "");
        lab.pass(Duration.ofSeconds(10));
        assertThat(pods("complex")).isEmpty();
        assertThat(set("complex").text("status/desiredNumberScheduled")).isEqualTo("0");
        var node = lab.list("/api/v1/nodes").get(0).name();
        lab.merge("/api/v1/nodes/" + node, "{'metadata':{'labels':{'color':'blue'}}}");
        awaitAvailable("complex", 1);
        assertThat(pods("complex").get(0).text("spec/nodeName")).isEqualTo(node);
        lab.merge("/api/v1/nodes/" + node, "{'metadata':{'labels':{'color':'green'}}}");
        lab.until(() -> assertThat(pods("complex")).isEmpty());
        lab.merge(
                SETS + "/complex",
                "{'spec':{'template':{'spec':{'nodeSelector':{'color':'green'}}},'updateStrategy':{'type':'RollingUpdate'}}}");
        awaitAvailable("complex", 1);
        lab.merge("/api/v1/nodes/" + node, "{'metadata':{'labels':{'color':null}}}");
        lab.until(() -> assertThat(pods("complex")).isEmpty());
        lab.delete(SETS + "/complex");
    }

    /** should retry creating failed daemon pods. */
    @Test
    void failedPodsAreReplaced() throws InterruptedException {
        make("failing", "", "", "");
        awaitAvailable("failing", 3);
        var pod = pods("failing").get(0);
        // The node says again and again that it runs, until the controller has heard that it failed.
        lab.until(() -> {
            lab.call("PATCH", "pods/" + pod.name() + "/status", "{'status':{'phase':'Failed'}}");
            assertThat(lab.gone("pods/" + pod.name())).isTrue();
        });
        awaitAvailable("failing", 3);
        assertThat(lab.events("failing"))
                .contains("FailedDaemonPod: Found failed daemon pod default/" + pod.name() + " on node "
                        + pod.text("spec/nodeName") + ", will try to kill it");
        lab.delete(SETS + "/failing");
    }

    /** should update pod when spec was updated and update strategy is RollingUpdate; should rollback without unnecessary restarts. */
    @Test
    void rollingUpdateAndRollBack() throws InterruptedException {
        make("roll", "", "", "'simulated.navarch.io/ready-after':'5s'");
        awaitAvailable("roll", 3);
        assertThat(set("roll").text("spec/updateStrategy/rollingUpdate/maxUnavailable"))
                .isEqualTo("1");
        assertThat(set("roll").text("spec/updateStrategy/rollingUpdate/maxSurge"))
                .isEqualTo("0");
        assertThat(set("roll").text("metadata/annotations/deprecated.daemonset.template.generation"))
                .isEqualTo("1");
        var before = pods("roll").stream().map(Tree::name).toList();
        setImage("roll", "httpd:2");
        assertThat(set("roll").text("metadata/annotations/deprecated.daemonset.template.generation"))
                .isEqualTo("2");
        lab.until(() ->
                assertThat(set("roll").number("status/updatedNumberScheduled")).isEqualTo(1));
        assertThat(set("roll").number("status/numberUnavailable")).isEqualTo(1);
        // Back at once: those that are still old stay.
        setImage("roll", "httpd:1");
        awaitAvailable("roll", 3);
        assertThat(pods("roll").stream().map(Tree::name).filter(before::contains))
                .hasSize(2);
        assertThat(lab.list("apps/v1:controllerrevisions?labelSelector=app=roll"))
                .extracting(revision -> revision.number("revision"))
                .containsExactlyInAnyOrder(3L, 2L);
        lab.delete(SETS + "/roll");
    }

    /** should surge pods onto nodes when spec was updated and update strategy is RollingUpdate. */
    @Test
    void surge() throws InterruptedException {
        make(
                "surge",
                "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1,'maxUnavailable':0}},",
                "",
                "'simulated.navarch.io/ready-after':'5s'");
        awaitAvailable("surge", 3);
        setImage("surge", "httpd:2");
        lab.until(() -> assertThat(pods("surge")).hasSize(4));
        assertThat(set("surge").number("status/numberAvailable")).isEqualTo(3);
        lab.until(() -> assertThat(pods("surge")).hasSize(3).allMatch(pod -> pod.text("spec/containers/0/image")
                .equals("httpd:2")));
        lab.delete(SETS + "/surge");
    }

    /** should list and delete a collection of DaemonSets. */
    @Test
    void collection() throws InterruptedException {
        make("coll", "", "", "");
        awaitAvailable("coll", 3);
        assertThat(lab.list("/apis/apps/v1/daemonsets?labelSelector=test=coll")).hasSize(1);
        lab.delete(SETS + "?labelSelector=test=coll");
        lab.until(() -> assertThat(pods("coll")).isEmpty());
        assertThat(lab.gone(SETS + "/coll")).isTrue();
    }

    /** should verify changes to a daemon set status. */
    @Test
    void status() throws InterruptedException {
        make("told", "", "", "");
        awaitAvailable("told", 3);
        lab.change(
                SETS + "/told",
                "/status",
                set -> set.with(
                        "status/conditions",
                        List.of(Tree.of("{'type':'StatusUpdate','status':'True','reason':'E2E'}")
                                .value())));
        assertThat(lab.get(SETS + "/told/status").conditions()).containsExactly("StatusUpdate=True E2E");
        lab.merge(SETS + "/told/status", "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}");
        lab.settle();
        assertThat(set("told").conditions()).containsExactly("StatusPatched=True");
        lab.delete(SETS + "/told");
    }

    /** ControllerRevision: should manage the lifecycle of a ControllerRevision. */
    @Test
    void controllerRevisions() throws InterruptedException {
        make("rev", "", "", "");
        awaitAvailable("rev", 3);
        var revisions = "apps/v1:controllerrevisions";
        var first = lab.list(revisions + "?labelSelector=app=rev").get(0);
        assertThat(lab.list(revisions + "?labelSelector=app=rev")).hasSize(1);
        assertThat(first.name()).startsWith("rev-");
        assertThat(first.text("metadata/ownerReferences/0/kind")).isEqualTo("DaemonSet");
        assertThat(lab.strategic(
                                revisions + "/" + first.name(),
                                "{'metadata':{'labels':{'%s':'patched'}}}".formatted(first.name()))
                        .text("metadata/labels/" + first.name()))
                .isEqualTo("patched");
        var second = first.with("metadata", Tree.of("{'name':'rev-two','labels':{'app':'rev'}}"))
                .with("revision", 2L);
        lab.create(revisions, second.toString());
        assertThat(lab.list(revisions + "?labelSelector=app=rev")).hasSize(2);
        lab.delete(revisions + "/" + first.name());
        lab.until(
                () -> assertThat(lab.list(revisions + "?labelSelector=app=rev")).hasSize(1));
        lab.change(
                revisions + "/"
                        + lab.list(revisions + "?labelSelector=app=rev").get(0).name(),
                revision -> revision.with("metadata/labels/updated", "yes"));
        assertThat(lab.refusal("PATCH", revisions + "/rev-two", "{'data':{'spec':null,'other':1}}"))
                .contains("422 Invalid: ControllerRevision.apps \"rev-two\" is invalid: data: Invalid value: ")
                .endsWith("field is immutable");
        setImage("rev", "httpd:2");
        lab.until(
                () -> assertThat(lab.list(revisions + "?labelSelector=app=rev")).hasSize(2));
        awaitAvailable("rev", 3);
        lab.delete(revisions + "?labelSelector=updated=yes");
        lab.until(
                () -> assertThat(lab.list(revisions + "?labelSelector=app=rev")).hasSize(1));
        assertThat(lab.list(revisions + "?labelSelector=app=rev").get(0).number("revision"))
                .isEqualTo(3);
        lab.delete(SETS + "/rev");
    }

    @Test
    void toleratesWhatDaemonsTolerate() throws InterruptedException {
        make("tough", "", "", "");
        awaitAvailable("tough", 3);
        assertThat(pods("tough").get(0).list("spec/tolerations").stream()
                        .map(t -> t.text("key") + ":" + t.text("effect")))
                .containsExactlyInAnyOrder(
                        "node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/unreachable:NoExecute",
                        "node.kubernetes.io/disk-pressure:NoSchedule", "node.kubernetes.io/memory-pressure:NoSchedule",
                        "node.kubernetes.io/pid-pressure:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule");
        // A cordoned node keeps its daemon and gets a new one.
        var pod = pods("tough").get(0);
        lab.merge("/api/v1/nodes/" + pod.text("spec/nodeName"), "{'spec':{'unschedulable':true}}");
        lab.delete("pods/" + pod.name());
        lab.until(() -> assertThat(lab.gone("pods/" + pod.name())).isTrue());
        awaitAvailable("tough", 3);
        lab.merge("/api/v1/nodes/" + pod.text("spec/nodeName"), "{'spec':{'unschedulable':null}}");
        lab.delete(SETS + "/tough", Map.of("propagationPolicy", "Foreground"));
        lab.until(() -> assertThat(lab.gone(SETS + "/tough")).isTrue());
        assertThat(pods("tough")).isEmpty();
    }

    @Test
    void refusals() {
        var bad =
                "{'metadata':{'name':'bad'},'spec':{%s'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{%s'containers':[{'name':'c','image':'i'}]}}}}";
        assertThat(lab.refusal(
                        "POST",
                        SETS,
                        bad.formatted(
                                "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':0,'maxSurge':0}},",
                                "")))
                .isEqualTo(
                        "422 Invalid: DaemonSet.apps \"bad\" is invalid: spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0");
        assertThat(lab.refusal(
                        "POST",
                        SETS,
                        bad.formatted(
                                "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':1,'maxSurge':1}},",
                                "")))
                .isEqualTo(
                        "422 Invalid: DaemonSet.apps \"bad\" is invalid: spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero");
        assertThat(lab.refusal("POST", SETS, bad.formatted("", "'restartPolicy':'Never',")))
                .isEqualTo(
                        "422 Invalid: DaemonSet.apps \"bad\" is invalid: spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"");
    }
}
