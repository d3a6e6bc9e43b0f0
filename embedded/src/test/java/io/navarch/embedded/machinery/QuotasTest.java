package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows ResourceQuota. */
class QuotasTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static String quota(String name, String hard, String more) {
        return "{'apiVersion':'v1','kind':'ResourceQuota','metadata':{'name':'" + name + "'},'spec':{'hard':{" + hard
                + "}" + more + "}}";
    }

    private static void awaitUsed(String ns, String quota, String used) {
        Running.until(() -> {
            var found = ok(api.get(ns + "/resourcequotas/" + quota));
            assertThat(new TreeMap<>((Dict) found.at("status", "used"))).hasToString(used);
            assertThat(found.at("status", "hard")).isEqualTo(found.at("spec", "hard"));
        });
    }

    private static String pod(String name, String resources, String more) {
        return "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name
                + "'},'spec':{'containers':[{'name':'c','image':'i','resources':{" + resources + "}}]" + more + "}}";
    }

    @Test
    void countsWhatIsCreatedAndDeleted() {
        var name = api.namespace();
        var ns = "/api/v1/namespaces/" + name;
        Running.until(() -> ok(api.get(ns + "/configmaps/kube-root-ca.crt")));
        api.made(
                ns + "/resourcequotas",
                quota(
                        "q",
                        "'services':'10','services.nodeports':'1','services.loadbalancers':'1','count/replicasets.apps':'5','replicationcontrollers':'10','configmaps':'5','secrets':'10','persistentvolumeclaims':'10','requests.storage':'10Gi'",
                        ""));
        var none =
                "{configmaps=1, count/replicasets.apps=0, persistentvolumeclaims=0, replicationcontrollers=0, requests.storage=0, secrets=0, services=0, services.loadbalancers=0, services.nodeports=0}";
        awaitUsed(ns, "q", none);
        api.made(ns + "/services", "{'metadata':{'name':'a'},'spec':{'ports':[{'port':80}]}}");
        api.made(ns + "/services", "{'metadata':{'name':'b'},'spec':{'type':'NodePort','ports':[{'port':80}]}}");
        var second = api.post(
                ns + "/services", "{'metadata':{'name':'c'},'spec':{'type':'NodePort','ports':[{'port':80}]}}");
        assertThat(second.status()).isEqualTo(403);
        assertThat(second.message())
                .isEqualTo(
                        "services \"c\" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1");
        var balancer = api.post(
                ns + "/services", "{'metadata':{'name':'l'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}");
        assertThat(balancer.status()).isEqualTo(403);
        api.made(
                "/apis/apps/v1/namespaces/" + name + "/replicasets",
                "{'metadata':{'name':'r'},'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        api.made(
                ns + "/replicationcontrollers",
                "{'metadata':{'name':'r'},'spec':{'replicas':0,'selector':{'a':'b'},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        api.made(ns + "/configmaps", "{'metadata':{'name':'m'}}");
        api.made(ns + "/secrets", "{'metadata':{'name':'s'}}");
        api.made(
                ns + "/persistentvolumeclaims",
                "{'metadata':{'name':'p'},'spec':{'storageClassName':'','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        awaitUsed(
                ns,
                "q",
                "{configmaps=2, count/replicasets.apps=1, persistentvolumeclaims=1, replicationcontrollers=1, requests.storage=1Gi, secrets=1, services=2, services.loadbalancers=0, services.nodeports=1}");
        for (var gone : new String[] {
            "services/a",
            "services/b",
            "replicationcontrollers/r",
            "configmaps/m",
            "secrets/s",
            "persistentvolumeclaims/p"
        }) {
            ok(api.delete(ns + "/" + gone));
        }
        ok(api.delete("/apis/apps/v1/namespaces/" + name + "/replicasets/r"));
        awaitUsed(ns, "q", none);
    }

    @Test
    void countsWhatPodsAskFor() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(
                ns + "/resourcequotas",
                quota(
                        "q",
                        "'pods':'5','cpu':'1','memory':'500Mi','ephemeral-storage':'50Gi','requests.example.com/dongle':'3'",
                        ""));
        var none = "{cpu=0, ephemeral-storage=0, memory=0, pods=0, requests.example.com/dongle=0}";
        awaitUsed(ns, "q", none);
        var requests =
                "'requests':{'cpu':'500m','memory':'252Mi','ephemeral-storage':'30Gi','example.com/dongle':'2'},'limits':{'example.com/dongle':'2'}";
        api.made(ns + "/pods", pod("a", requests, ""));
        awaitUsed(ns, "q", "{cpu=500m, ephemeral-storage=30Gi, memory=252Mi, pods=1, requests.example.com/dongle=2}");
        assertThat(api.post(
                                ns + "/pods",
                                pod("b", "'requests':{'cpu':'600m','memory':'100Mi','ephemeral-storage':'1Gi'}", ""))
                        .message())
                .contains("exceeded quota: q, requested: cpu=600m, used: cpu=500m, limited: cpu=1");
        assertThat(api.post(
                                ns + "/pods",
                                pod(
                                        "b",
                                        requests.replace("30Gi", "10Gi")
                                                .replace("500m", "100m")
                                                .replace("252Mi", "100Mi"),
                                        ""))
                        .message())
                .contains(
                        "requested: requests.example.com/dongle=2, used: requests.example.com/dongle=2, limited: requests.example.com/dongle=3");
        assertThat(api.post(ns + "/pods", pod("c", "", "")).message())
                .contains("failed quota: q: must specify cpu for: c; ephemeral-storage for: c; memory for: c");
        var changed = api.strategic(
                ns + "/pods/a", "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'100m'}}}]}}");
        assertThat(changed.status()).isEqualTo(422);
        awaitUsed(ns, "q", "{cpu=500m, ephemeral-storage=30Gi, memory=252Mi, pods=1, requests.example.com/dongle=2}");
        ok(api.delete(ns + "/pods/a", "{'gracePeriodSeconds':0}"));
        awaitUsed(ns, "q", none);
    }

    @Test
    void scopesSelectPods() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        for (var scope : new String[] {"BestEffort", "NotBestEffort", "Terminating", "NotTerminating"}) {
            api.made(
                    ns + "/resourcequotas",
                    quota(scope.toLowerCase(java.util.Locale.ROOT), "'pods':'5'", ",'scopes':['" + scope + "']"));
            awaitUsed(ns, scope.toLowerCase(java.util.Locale.ROOT), "{pods=0}");
        }
        api.made(ns + "/pods", pod("best", "", ""));
        awaitUsed(ns, "besteffort", "{pods=1}");
        awaitUsed(ns, "notbesteffort", "{pods=0}");
        awaitUsed(ns, "notterminating", "{pods=1}");
        ok(api.delete(ns + "/pods/best", "{'gracePeriodSeconds':0}"));
        awaitUsed(ns, "besteffort", "{pods=0}");
        api.made(
                ns + "/pods",
                pod("ends", "'requests':{'cpu':'500m'},'limits':{'cpu':'1'}", ",'activeDeadlineSeconds':3600"));
        awaitUsed(ns, "notbesteffort", "{pods=1}");
        awaitUsed(ns, "terminating", "{pods=1}");
        awaitUsed(ns, "besteffort", "{pods=0}");
        awaitUsed(ns, "notterminating", "{pods=0}");
        ok(api.delete(ns + "/pods/ends", "{'gracePeriodSeconds':0}"));
        awaitUsed(ns, "terminating", "{pods=0}");
    }

    @Test
    void quotasAreChangedListedAndDeleted() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(
                ns + "/resourcequotas",
                quota("q", "'cpu':'1','memory':'500Mi'", "").replace("'name':'q'", "'name':'q','labels':{'of':'q'}"));
        awaitUsed(ns, "q", "{cpu=0, memory=0}");
        var updated = ok(api.put(
                ns + "/resourcequotas/q",
                api.get(ns + "/resourcequotas/q").raw().replace("500Mi", "1Gi")));
        assertThat(updated.text("spec", "hard")).isEqualTo("{cpu=1, memory=1Gi}");
        ok(api.merge(ns + "/resourcequotas/q", "{'spec':{'hard':{'cpu':'2'}}}"));
        Running.until(() -> assertThat(api.get(ns + "/resourcequotas/q").text("status", "hard"))
                .isEqualTo("{cpu=2, memory=1Gi}"));
        assertThat(ok(api.get("/api/v1/resourcequotas?labelSelector=of%3Dq")).names())
                .containsExactly("q");
        ok(api.delete(ns + "/resourcequotas?labelSelector=of%3Dq"));
        assertThat(api.get(ns + "/resourcequotas/q").status()).isEqualTo(404);
    }

    @Test
    void statusOfQuotasIsWritten() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/resourcequotas", quota("q", "'cpu':'500m','memory':'500Mi'", ""));
        awaitUsed(ns, "q", "{cpu=0, memory=0}");
        var status = ns + "/resourcequotas/q/status";
        var patched = ok(api.merge(
                status, "{'metadata':{'annotations':{'x':'y'}},'status':{'hard':{'cpu':'250m','memory':'250Mi'}}}"));
        assertThat(patched.text("status", "hard")).isEqualTo("{cpu=250m, memory=250Mi}");
        assertThat(patched.text("spec", "hard")).isEqualTo("{cpu=500m, memory=500Mi}");
        // The controller says again what the spec says.
        Running.until(
                () -> assertThat(ok(api.get(status)).text("status", "hard")).isEqualTo("{cpu=500m, memory=500Mi}"));
        var updated = ok(api.put(
                status,
                api.get(ns + "/resourcequotas/q")
                        .raw()
                        .replace("\"spec\":{\"hard\":{\"cpu\":\"500m\"", "\"spec\":{\"hard\":{\"cpu\":\"1\"")));
        assertThat(updated.text("spec", "hard")).isEqualTo("{cpu=500m, memory=500Mi}");
    }
}
