package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Call;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceQuota;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Controllers that count and scale what they do not know: custom resources with a scale sub-resource. */
class CustomScaleTest {
    private static final String FLEETS = "/apis/ops.io/v1/namespaces/default/fleets";
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(1);
        send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'fleets.ops.io'},
                 'spec':{'group':'ops.io','scope':'Namespaced','names':{'plural':'fleets','kind':'Fleet'},
                 'versions':[{'name':'v1','served':true,'storage':true,
                  'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.size','statusReplicasPath':'.status.size','labelSelectorPath':'.status.selector'}},
                  'schema':{'openAPIV3Schema':{'type':'object','properties':{
                    'spec':{'type':'object','properties':{'size':{'type':'integer'}}},
                    'status':{'type':'object','properties':{'size':{'type':'integer'},'selector':{'type':'string'}}}}}}}]}}""");
        cluster.until(() -> assertThat(call("GET", FLEETS, "").status()).isEqualTo(200));
        cluster.create(ResourceQuota.KIND, "{'metadata':{'name':'q'},'spec':{'hard':{'count/fleets.ops.io':'1'}}}");
        cluster.until(() -> assertThat(
                        cluster.of(ResourceQuota.KIND).get("q").status().used())
                .containsEntry("count/fleets.ops.io", "0"));
        send("POST", FLEETS, "{'apiVersion':'ops.io/v1','kind':'Fleet','metadata':{'name':'f'},'spec':{'size':2}}");
        var fleet = (Dict) JsonReader.any(call("GET", FLEETS + "/f", "").body());
        send(
                "PUT",
                FLEETS + "/f/status",
                JsonWriter.text(fleet.with("status", Dict.of("size", 2L, "selector", "app=fleet"))));
        var uid = ((Dict) fleet.get("metadata")).get("uid");
        for (int i = 0; i < 2; i++) {
            cluster.create(Pod.KIND, """
                    {'metadata':{'name':'f-%d','labels':{'app':'fleet'},'annotations':{'simulated.navarch.io/cpu':'200m'},
                      'ownerReferences':[{'apiVersion':'ops.io/v1','kind':'Fleet','name':'f','uid':'%s','controller':true}]},
                     'spec':{'containers':[{'name':'c','image':'a:1','resources':{'requests':{'cpu':'100m'}}}]}}""".formatted(i, uid));
        }
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private io.navarch.client.Answer call(String method, String path, String json) {
        return cluster.client()
                .transport()
                .call(Call.of(
                        method,
                        path,
                        "application/json",
                        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private void send(String method, String path, String json) {
        call(method, path, json).orThrow();
    }

    @Test
    void budgetsAutoscalersAndQuotasWorkWithThem() throws InterruptedException {
        cluster.create(
                PodDisruptionBudget.KIND,
                "{'metadata':{'name':'b'},'spec':{'maxUnavailable':'50%','selector':{'matchLabels':{'app':'fleet'}}}}");
        cluster.until(() -> {
            var status = cluster.of(PodDisruptionBudget.KIND).get("b").status();
            assertThat(status.expectedPods()).isEqualTo(2);
            assertThat(status.currentHealthy()).isEqualTo(2);
            assertThat(status.disruptionsAllowed()).isEqualTo(1);
        });
        cluster.create(
                HorizontalPodAutoscaler.KIND,
                "{'metadata':{'name':'h'},'spec':{'maxReplicas':8,'scaleTargetRef':{'apiVersion':'ops.io/v1','kind':'Fleet','name':'f'},'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':100}}}]}}");
        cluster.until(() -> assertThat(new String(call("GET", FLEETS + "/f", "").body(), StandardCharsets.UTF_8))
                .as(() -> cluster.of(HorizontalPodAutoscaler.KIND)
                        .get("h")
                        .status()
                        .toString())
                .contains("\"size\":4"));
        assertThat(cluster.of(ResourceQuota.KIND).get("q").status().used()).containsEntry("count/fleets.ops.io", "1");
        var refused = call(
                "POST", FLEETS, "{'apiVersion':'ops.io/v1','kind':'Fleet','metadata':{'name':'g'},'spec':{'size':2}}");
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains(
                        "exceeded quota: q, requested: count/fleets.ops.io=1, used: count/fleets.ops.io=1, limited: count/fleets.ops.io=1");
    }
}
