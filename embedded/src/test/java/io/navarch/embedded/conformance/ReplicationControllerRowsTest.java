package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-apps] ReplicationController. */
class ReplicationControllerRowsTest {
    private static final String CONTROLLERS = "replicationcontrollers";
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(2);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String json(String name, int replicas) {
        return """
                {'metadata':{'name':'%1$s','labels':{'test':'%1$s'}},'spec':{'replicas':%2$d,'selector':{'app':'%1$s'},
                  'template':{'metadata':{'labels':{'app':'%1$s'}},'spec':{'containers':[{'name':'app','image':'httpd:1','ports':[{'containerPort':80}]}]}}}}""".formatted(name, replicas);
    }

    private static Tree get(String name) {
        return lab.get(CONTROLLERS + "/" + name);
    }

    private static List<Tree> pods(String name) {
        return lab.list("pods?labelSelector=app=" + name);
    }

    /** should serve a basic image on each replica with a public image. */
    @Test
    void servesOnEachReplica() throws InterruptedException {
        lab.create(CONTROLLERS, json("serve", 2));
        lab.until(() -> assertThat(get("serve").number("status/readyReplicas")).isEqualTo(2));
        for (var pod : pods("serve")) {
            var answer = lab.call("GET", "pods/" + pod.name() + "/proxy/", "", new byte[0]);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains(pod.name());
        }
        assertThat(lab.events("serve"))
                .hasSize(2)
                .allMatch(event -> event.startsWith("SuccessfulCreate: Created pod: serve-"));
    }

    /** should surface a failure condition on a common issue like exceeded quota. */
    @Test
    void quota() throws InterruptedException {
        var small = lab.fresh("small-rc");
        small.create("resourcequotas", "{'metadata':{'name':'condition-test'},'spec':{'hard':{'pods':'2'}}}");
        small.until(() -> assertThat(small.get("resourcequotas/condition-test").text("status/hard/pods"))
                .isEqualTo("2"));
        small.create(CONTROLLERS, json("many", 3));
        small.until(() -> assertThat(small.get(CONTROLLERS + "/many").conditions())
                .containsExactly("ReplicaFailure=True FailedCreate"));
        small.merge(CONTROLLERS + "/many", "{'spec':{'replicas':2}}");
        small.until(
                () -> assertThat(small.get(CONTROLLERS + "/many").conditions()).isEmpty());
    }

    /** should adopt matching pods on creation; should release no longer matching pods. */
    @Test
    void adoptsAndReleases() throws InterruptedException {
        lab.create(
                "pods",
                "{'metadata':{'name':'loner','labels':{'app':'family'}},'spec':{'containers':[{'name':'c','image':'a'}]}}");
        lab.create(CONTROLLERS, json("family", 1));
        lab.until(() -> assertThat(lab.get("pods/loner").text("metadata/ownerReferences/0/kind"))
                .isEqualTo("ReplicationController"));
        lab.merge("pods/loner", "{'metadata':{'labels':{'app':'free'}}}");
        lab.until(() -> assertThat(
                        lab.get("pods/loner").at("metadata/ownerReferences").there())
                .isFalse());
        lab.until(() -> assertThat(pods("family")).hasSize(1));
    }

    /** should test the lifecycle of a ReplicationController; should get and update a ReplicationController scale. */
    @Test
    void lifecycle() throws InterruptedException {
        lab.create(CONTROLLERS, json("life", 1));
        lab.until(() -> assertThat(get("life").number("status/readyReplicas")).isEqualTo(1));
        assertThat(lab.strategic(CONTROLLERS + "/life", "{'metadata':{'labels':{'patched':'yes'}}}")
                        .text("metadata/labels/patched"))
                .isEqualTo("yes");
        assertThat(lab.strategic(CONTROLLERS + "/life/status", "{'status':{'readyReplicas':0,'availableReplicas':0}}")
                        .text("status/readyReplicas"))
                .isIn("", "0");
        lab.until(() -> assertThat(get("life").number("status/readyReplicas")).isEqualTo(1));
        assertThat(lab.get(CONTROLLERS + "/life/status").text("kind")).isEqualTo("ReplicationController");
        var scale = lab.get(CONTROLLERS + "/life/scale");
        assertThat(scale.text("apiVersion") + scale.text("kind") + scale.number("spec/replicas"))
                .isEqualTo("autoscaling/v1Scale1");
        lab.strategic(CONTROLLERS + "/life/scale", "{'spec':{'replicas':2}}");
        lab.until(() -> assertThat(get("life").number("status/readyReplicas")).isEqualTo(2));
        lab.put(
                CONTROLLERS + "/life/scale",
                lab.get(CONTROLLERS + "/life/scale").with("spec/replicas", 3L));
        lab.until(() -> assertThat(get("life").number("status/readyReplicas")).isEqualTo(3));
        assertThat(lab.list("/api/v1/replicationcontrollers?labelSelector=test=life"))
                .hasSize(1);
        lab.delete(CONTROLLERS + "?labelSelector=test=life");
        lab.until(() -> assertThat(pods("life")).isEmpty());
        // No selector and no labels: both come from the template.
        var bare = lab.create(
                CONTROLLERS,
                "{'metadata':{'name':'bare'},'spec':{'replicas':0,'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        assertThat(bare.text("spec/selector/a") + bare.text("metadata/labels/a"))
                .isEqualTo("bb");
    }
}
