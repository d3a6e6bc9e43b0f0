package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows Garbage collector. */
class GarbageCollectionTest {
    @RegisterExtension
    static final Running api = new Running(1);

    private static String template(String app) {
        return "'template':{'metadata':{'labels':{'app':'" + app
                + "'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";
    }

    private static String rc(String name, int replicas) {
        return "{'apiVersion':'v1','kind':'ReplicationController','metadata':{'name':'" + name
                + "'},'spec':{'replicas':" + replicas + ",'selector':{'app':'" + name + "'}," + template(name) + "}}";
    }

    private static String deployment() {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'d'}},"
                + template("d") + "}}";
    }

    private static void awaitCount(String path, int count) {
        Running.until(() -> {
            var answer = api.get(path);
            assertThat(answer.names()).as(answer.raw()).hasSize(count);
        });
    }

    private static void policy(String path, String policy) {
        ok(api.delete(path, "{'kind':'DeleteOptions','apiVersion':'v1','propagationPolicy':'" + policy + "'}"));
    }

    @Test
    void podsGoWithTheirController() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/replicationcontrollers", rc("r", 2));
        awaitCount(ns + "/pods", 2);
        policy(ns + "/replicationcontrollers/r", "Background");
        awaitCount(ns + "/pods", 0);
        assertThat(api.get(ns + "/replicationcontrollers/r").status()).isEqualTo(404);
    }

    @Test
    void podsStayAsOrphans() throws InterruptedException {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/replicationcontrollers", rc("r", 10));
        awaitCount(ns + "/pods", 10);
        policy(ns + "/replicationcontrollers/r", "Orphan");
        Running.until(() ->
                assertThat(api.get(ns + "/replicationcontrollers/r").status()).isEqualTo(404));
        api.cluster().awaitQuiet(java.time.Duration.ofSeconds(10));
        var pods = api.get(ns + "/pods");
        assertThat(pods.names()).hasSize(10);
        assertThat(pods.list("items")).allSatisfy(pod -> assertThat(Answer.in(pod, "metadata", "ownerReferences"))
                .isNull());
    }

    @Test
    void replicaSetsGoWithTheirDeployment() {
        var name = api.namespace();
        var apps = "/apis/apps/v1/namespaces/" + name;
        api.made(apps + "/deployments", deployment());
        awaitCount(apps + "/replicasets", 1);
        awaitCount("/api/v1/namespaces/" + name + "/pods", 2);
        policy(apps + "/deployments/d", "Background");
        awaitCount(apps + "/replicasets", 0);
        awaitCount("/api/v1/namespaces/" + name + "/pods", 0);
    }

    @Test
    void replicaSetsStayAsOrphans() throws InterruptedException {
        var name = api.namespace();
        var apps = "/apis/apps/v1/namespaces/" + name;
        api.made(apps + "/deployments", deployment());
        awaitCount("/api/v1/namespaces/" + name + "/pods", 2);
        policy(apps + "/deployments/d", "Orphan");
        Running.until(
                () -> assertThat(api.get(apps + "/deployments/d").status()).isEqualTo(404));
        api.cluster().awaitQuiet(java.time.Duration.ofSeconds(10));
        var sets = api.get(apps + "/replicasets");
        assertThat(sets.names()).hasSize(1);
        assertThat(sets.at("items", "0", "metadata", "ownerReferences")).isNull();
        assertThat(api.get("/api/v1/namespaces/" + name + "/pods").names()).hasSize(2);
    }

    @Test
    void theControllerStaysUntilItsPodsAreGone() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/replicationcontrollers", rc("r", 3));
        awaitCount(ns + "/pods", 3);
        for (var pod : api.get(ns + "/pods").names()) {
            ok(api.jsonPatch(
                    ns + "/pods/" + pod, "[{'op':'add','path':'/metadata/finalizers','value':['test.io/hold']}]"));
        }
        policy(ns + "/replicationcontrollers/r", "Foreground");
        Running.until(() -> assertThat(api.get(ns + "/pods").list("items"))
                .allSatisfy(pod -> assertThat(Answer.textIn(pod, "metadata", "deletionTimestamp"))
                        .isNotEmpty()));
        assertThat(api.get(ns + "/replicationcontrollers/r").text("metadata", "finalizers"))
                .isEqualTo("[foregroundDeletion]");
        for (var pod : api.get(ns + "/pods").names()) {
            ok(api.merge(ns + "/pods/" + pod, "{'metadata':{'finalizers':null}}"));
        }
        Running.until(() ->
                assertThat(api.get(ns + "/replicationcontrollers/r").status()).isEqualTo(404));
    }

    @Test
    void podsWithAnotherOwnerStay() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/replicationcontrollers", rc("going", 10));
        var staying = api.made(ns + "/replicationcontrollers", rc("staying", 0));
        awaitCount(ns + "/pods", 10);
        var half = api.get(ns + "/pods").names().subList(0, 5);
        for (var pod : half) {
            ok(api.strategic(
                    ns + "/pods/" + pod,
                    "{'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'ReplicationController','name':'staying','uid':'"
                            + staying.text("metadata", "uid") + "'}]}}"));
        }
        policy(ns + "/replicationcontrollers/going", "Foreground");
        Running.until(
                () -> assertThat(api.get(ns + "/replicationcontrollers/going").status())
                        .isEqualTo(404));
        var left = api.get(ns + "/pods");
        assertThat(left.names()).containsExactlyInAnyOrderElementsOf(half);
        assertThat(left.list("items")).allSatisfy(pod -> {
            assertThat(Answer.textIn(pod, "metadata", "deletionTimestamp")).isEmpty();
            assertThat((List<?>) Answer.in(pod, "metadata", "ownerReferences")).hasSize(1);
        });
    }

    @Test
    void circlesOfOwnersDoNotHang() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        var uids = new String[3];
        for (int i = 0; i < 3; i++) {
            uids[i] = api.made(
                            ns + "/pods",
                            "{'metadata':{'name':'p" + i + "'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}")
                    .text("metadata", "uid");
        }
        for (int i = 0; i < 3; i++) {
            int owner = (i + 2) % 3;
            ok(api.merge(
                    ns + "/pods/p" + i,
                    "{'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'p" + owner + "','uid':'"
                            + uids[owner] + "','controller':true,'blockOwnerDeletion':true}]}}"));
        }
        policy(ns + "/pods/p0", "Foreground");
        awaitCount(ns + "/pods", 0);
    }

    @Test
    void customOwnersTakeCustomDependentsAlong() throws InterruptedException {
        api.made(Crds.DEFINITIONS, Crds.simple("owners", "Owner", Crds.OPEN));
        var path = Crds.path("v1", api.namespace(), "owners");
        var uid = api.made(path, Crds.object("v1", "Owner", "parent", "")).text("metadata", "uid");
        var owned =
                "{'apiVersion':'test.io/v1','kind':'Owner','metadata':{'name':'%s','ownerReferences':[{'apiVersion':'test.io/v1','kind':'Owner','name':'parent','uid':'"
                        + uid + "'}]}}";
        api.made(path, owned.formatted("child"));
        policy(path + "/parent", "Background");
        awaitCount(path, 0);
        uid = api.made(path, Crds.object("v1", "Owner", "parent", "")).text("metadata", "uid");
        api.made(path, owned.formatted("orphan").replaceFirst("'uid':'[^']*'", "'uid':'" + uid + "'"));
        policy(path + "/parent", "Orphan");
        Running.until(() -> assertThat(api.get(path + "/parent").status()).isEqualTo(404));
        api.cluster().awaitQuiet(java.time.Duration.ofSeconds(10));
        assertThat(api.get(path).names()).containsExactly("orphan");
    }
}
