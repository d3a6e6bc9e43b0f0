package io.navarch.controllers.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.controllers.Json;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.core.v1.Service;
import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuotaCountTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static Map<String, String> used(String spec, Map<String, Collection<Struct>> objects) {
        var quota = Json.read(ResourceQuota.KIND, "{'metadata':{'name':'q'},'spec':{" + spec + "}}");
        return new TreeMap<>(QuotaCount.status(quota, objects, NOW).used());
    }

    private static <T extends KubeObject<T>> Collection<Struct> of(Kind<T> kind, String... objects) {
        return Stream.of(objects).map(json -> Json.read(kind, json).tree()).toList();
    }

    private static String pod(String meta, String spec, String phase) {
        return "{'metadata':{" + meta + "},'spec':{" + spec
                + "'containers':[{'name':'c','resources':{'requests':{'cpu':'250m','memory':'64Mi','example.com/gpu':'2'},'limits':{'cpu':'1'}}}]},'status':{'phase':'"
                + phase + "'}}";
    }

    @Test
    void podsThatHaveEndedAreOnlyObjects() {
        var pods = of(
                Pod.KIND,
                pod("", "", "Running"),
                pod("", "", "Pending"),
                pod("", "", "Succeeded"),
                pod("'deletionTimestamp':'2026-01-01T00:09:00Z','deletionGracePeriodSeconds':30", "", "Running"));
        assertThat(used(
                        "'hard':{'pods':'9','count/pods':'9','cpu':'9','requests.cpu':'9','requests.memory':'1Gi','limits.cpu':'9','limits.memory':'1Gi','requests.example.com/gpu':'9'}",
                        Map.of("pods", pods)))
                .hasToString(
                        "{count/pods=3, cpu=500m, limits.cpu=2, limits.memory=0, pods=2, requests.cpu=500m, requests.example.com/gpu=4, requests.memory=128Mi}");
    }

    @Test
    void scopesChoosePods() {
        var pods = of(
                Pod.KIND,
                pod("", "'activeDeadlineSeconds':10,", "Running"),
                pod("", "'priorityClassName':'high',", "Running"),
                "{'spec':{'containers':[{'name':'c'}]}}");
        assertThat(used("'scopes':['Terminating'],'hard':{'pods':'9'}", Map.of("pods", pods)))
                .containsEntry("pods", "1");
        assertThat(used("'scopes':['NotTerminating','NotBestEffort'],'hard':{'pods':'9'}", Map.of("pods", pods)))
                .containsEntry("pods", "1");
        assertThat(used("'scopes':['BestEffort'],'hard':{'pods':'9'}", Map.of("pods", pods)))
                .containsEntry("pods", "1");
        assertThat(used(
                        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]},'hard':{'pods':'9'}",
                        Map.of("pods", pods)))
                .containsEntry("pods", "1");
    }

    @Test
    void servicesAndClaimsByTheirSorts() {
        var services = of(
                Service.KIND,
                "{'spec':{'type':'NodePort','ports':[{'port':1},{'port':2}]}}",
                "{'spec':{'type':'LoadBalancer','ports':[{'port':1}]}}",
                "{'spec':{'type':'ClusterIP','ports':[{'port':1}]}}");
        var claims = of(
                PersistentVolumeClaim.KIND,
                "{'spec':{'storageClassName':'fast','resources':{'requests':{'storage':'1Gi'}}}}",
                "{'spec':{'resources':{'requests':{'storage':'2Gi'}}}}");
        assertThat(used(
                        "'hard':{'services':'9','services.nodeports':'9','services.loadbalancers':'9','persistentvolumeclaims':'9','requests.storage':'9Gi','fast.storageclass.storage.k8s.io/requests.storage':'9Gi'}",
                        Map.of("services", services, "persistentvolumeclaims", claims)))
                .hasToString(
                        "{fast.storageclass.storage.k8s.io/requests.storage=1Gi, persistentvolumeclaims=2, requests.storage=3Gi, services=3, services.loadbalancers=1, services.nodeports=3}");
    }

    @Test
    void whatNobodyServesIsNotUsed() {
        assertThat(used(
                        "'hard':{'count/widgets.example.com':'9','count/deployments.apps':'9'}",
                        Map.of("deployments.apps", List.of())))
                .hasToString("{count/deployments.apps=0}");
    }
}
