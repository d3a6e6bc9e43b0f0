package io.navarch.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.request.User;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The plugins that are off unless they are asked for. */
class OptionalPluginsTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final WholeServer server = new WholeServer(new AdmissionPlugins(
            Set.of(
                    "NamespaceAutoProvision",
                    "LimitPodHardAntiAffinityTopology",
                    "PodNodeSelector",
                    "PodTolerationRestriction",
                    "ExtendedResourceToleration",
                    "OwnerReferencesPermissionEnforcement"),
            Set.of()));

    @AfterEach
    void close() {
        server.close();
    }

    private static String pod(String name, String spec) {
        return "{'metadata':{'name':'" + name + "'},'spec':{'containers':[{'name':'c','image':'i'}]" + spec + "}}";
    }

    private void annotate(String name, String value) {
        server.merge(
                "/api/v1/namespaces/default",
                "{'metadata':{'annotations':{'scheduler.alpha.kubernetes.io/" + name + "':'" + value + "'}}}");
    }

    @Test
    void podsGetTheNodeSelectorOfTheirNamespace() {
        annotate("node-selector", "disk=ssd, zone=a");
        var made = server.post(PODS, pod("p", ",'nodeSelector':{'zone':'a'}"));
        assertThat(made.text("spec", "nodeSelector", "disk")).isEqualTo("ssd");
        assertThat(server.post(PODS, pod("q", ",'nodeSelector':{'zone':'b'}")).message())
                .isEqualTo(
                        "pods \"q\" is forbidden: pod node label selector conflicts with its namespace node label selector");
    }

    @Test
    void podsTolerateWhatTheirNamespaceLetsThem() {
        annotate(
                "defaultTolerations",
                "[{\\u0022key\\u0022:\\u0022a\\u0022,\\u0022operator\\u0022:\\u0022Exists\\u0022}]");
        var made = server.post(PODS, pod("p", ""));
        assertThat(made.text("spec", "tolerations", "0", "key")).isEqualTo("a");
        annotate(
                "tolerationsWhitelist",
                "[{\\u0022key\\u0022:\\u0022a\\u0022,\\u0022operator\\u0022:\\u0022Exists\\u0022},{\\u0022operator\\u0022:"
                        + "\\u0022Exists\\u0022,\\u0022effect\\u0022:\\u0022NoExecute\\u0022}]");
        assertThat(server.post(PODS, pod("q", "")).status()).isEqualTo(201);
        assertThat(server.post(PODS, pod("r", ",'tolerations':[{'key':'b','operator':'Exists'}]"))
                        .message())
                .contains("pod tolerations (possibly merged with namespace default tolerations) conflict");
    }

    @Test
    void podsThatAskForDevicesTolerateTheirTaint() {
        var made = server.post(
                PODS,
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i','resources':{'requests':"
                        + "{'example.com/gpu':'1'},'limits':{'example.com/gpu':'1'}}}]}}");
        assertThat(made.at("spec", "tolerations").toString()).contains("example.com/gpu");
    }

    @Test
    void antiAffinityKeepsToNodes() {
        var message = server.post(
                        PODS,
                        pod(
                                "p",
                                ",'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                                        + "[{'topologyKey':'zone','labelSelector':{}}]}}"))
                .message();
        assertThat(message).endsWith("has TopologyKey zone but only key kubernetes.io/hostname is allowed");
    }

    @Test
    void namespacesAreMadeWhenTheyAreNeeded() {
        assertThat(server.post("/api/v1/namespaces/fresh/configmaps", "{'metadata':{'name':'m'}}")
                        .status())
                .isEqualTo(201);
        assertThat(server.get("/api/v1/namespaces/fresh").status()).isEqualTo(200);
    }

    @Test
    void ownersAreGivenByWhoMayDelete() {
        var owned = "{'metadata':{'name':'m','ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'p','uid':'1',"
                + "'blockOwnerDeletion':true}]}}";
        var somebody = User.of("somebody");
        assertThat(server.callAs(somebody, "POST", MAPS, "application/json", owned.replace('\'', '"'))
                        .message())
                .isEqualTo(
                        "configmaps \"m\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a"
                                + " resource you can't set finalizers on: , <nil>");
        assertThat(server.post(MAPS, owned).status()).isEqualTo(201);
        assertThat(server.callAs(
                                somebody,
                                "PATCH",
                                MAPS + "/m",
                                "application/merge-patch+json",
                                "{\"metadata\":{\"ownerReferences\":null}}")
                        .message())
                .contains("cannot set an ownerRef on a resource you can't delete");
    }

    @Test
    void boundPodsAreLabelledWithTheirZone() {
        server.post(
                "/api/v1/nodes",
                "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z','topology.kubernetes.io/region':'r'}}}");
        server.post(PODS, pod("p", ""));
        server.post(PODS + "/p/binding", "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}");
        var bound = server.get(PODS + "/p");
        assertThat(bound.text("spec", "nodeName")).isEqualTo("n");
        assertThat(bound.at("metadata", "labels").toString()).contains("zone=z").contains("region=r");
    }
}
