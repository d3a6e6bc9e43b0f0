package io.navarch.model.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
    private static Struct stored(String apiVersion, String kind, String json) {
        var served = Kinds.builtIn().byKind(apiVersion, kind).orElseThrow();
        var tree = JsonReader.struct(served.version().type(), json.getBytes(StandardCharsets.UTF_8));
        var conversion = Conversion.named(served.version().convert()).orElseThrow();
        return conversion.toStored(tree, served.definition().storageVersion().type());
    }

    private static String thereAndBack(String apiVersion, String kind, String json) {
        var served = Kinds.builtIn().byKind(apiVersion, kind).orElseThrow();
        var conversion = Conversion.named(served.version().convert()).orElseThrow();
        return conversion
                .toServed(stored(apiVersion, kind, json), served.version().type())
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "extensions/v1beta1 | Ingress | {'spec':{'backend':{'serviceName':'a','servicePort':80},'rules':[{'host':'h','http':{'paths':[{'backend':{'serviceName':'s','servicePort':'web'},'path':'/'}]}}]}}",
                "events.k8s.io/v1 | Event | {'action':'a','deprecatedCount':2,'note':'n','reason':'r','regarding':{'kind':'Pod','name':'p'},'reportingController':'c'}",
                "discovery.k8s.io/v1beta1 | EndpointSlice | {'addressType':'IPv4','endpoints':[{'addresses':['1.2.3.4'],'nodeName':'n','topology':{'kubernetes.io/hostname':'n','topology.kubernetes.io/zone':'z','x':'y'}}]}",
                "autoscaling/v2beta1 | HorizontalPodAutoscaler | {'spec':{'maxReplicas':3,'metrics':[{'object':{'metricName':'m','target':{'kind':'S','name':'s'},'targetValue':'5'},'type':'Object'},{'pods':{'metricName':'q','targetAverageValue':'1'},'type':'Pods'},{'resource':{'name':'cpu','targetAverageUtilization':50},'type':'Resource'}]}}",
                "flowcontrol.apiserver.k8s.io/v1beta2 | PriorityLevelConfiguration | {'spec':{'limited':{'assuredConcurrencyShares':7},'type':'Limited'}}",
                "resource.k8s.io/v1beta1 | ResourceClaim | {'spec':{'devices':{'requests':[{'allocationMode':'ExactCount','count':1,'deviceClassName':'d','name':'r'}]}}}",
                "resource.k8s.io/v1beta1 | ResourceSlice | {'spec':{'devices':[{'basic':{'attributes':{'a':{'string':'b'}}},'name':'d'}],'driver':'x'}}"
            })
    void losesNothingThereAndBack(String apiVersion, String kind, String json) {
        var quoted = json.replace('\'', '"');
        assertThat(thereAndBack(apiVersion, kind, quoted)).isEqualTo(quoted);
    }

    @Test
    void storesAnOldIngressInTheNewForm() {
        var stored = stored("networking.k8s.io/v1beta1", "Ingress", """
                {"spec":{"backend":{"serviceName":"a","servicePort":80}}}""");
        assertThat(stored)
                .hasToString("{\"spec\":{\"defaultBackend\":{\"service\":{\"name\":\"a\",\"port\":{\"number\":80}}}}}");
    }

    @Test
    void takesTheSelectorOfOldDeploymentsFromTheirTemplates() {
        var stored = stored("extensions/v1beta1", "Deployment", """
                {"kind":"Deployment","metadata":{"name":"d"},"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}""");
        assertThat(new String(JsonWriter.bytes(stored), StandardCharsets.UTF_8))
                .contains(
                        "\"selector\":{\"matchLabels\":{\"a\":\"b\"}}",
                        "\"maxSurge\":1",
                        "\"labels\":{\"a\":\"b\"},\"name\":\"d\"");
    }

    @Test
    void carriesMetricsThatV1CannotSayInAnnotations() {
        var served = Kinds.builtIn()
                .byKind("autoscaling/v1", "HorizontalPodAutoscaler")
                .orElseThrow();
        var conversion = Conversion.named("autoscalerV1").orElseThrow();
        var type = served.definition().storageVersion().type();
        var stored = JsonReader.struct(type, """
                {"spec":{"maxReplicas":3,"metrics":[
                {"pods":{"metric":{"name":"q"},"target":{"averageValue":"1","type":"AverageValue"}},"type":"Pods"},
                {"resource":{"name":"cpu","target":{"averageUtilization":50,"type":"Utilization"}},"type":"Resource"}]}}""".getBytes(StandardCharsets.UTF_8));
        var v1 = conversion.toServed(stored, served.version().type());
        assertThat(v1.toString())
                .contains("\"targetCPUUtilizationPercentage\":50")
                .contains("autoscaling.alpha.kubernetes.io/metrics")
                .contains("targetAverageValue");
        assertThat(conversion.toStored(v1, type).get("spec")).isEqualTo(stored.get("spec"));
    }

    @Test
    void knowsEveryConversionThatAKindAsksFor() {
        for (var kind : Kinds.builtIn().definitions()) {
            for (var version : kind.versions()) {
                assertThat(version.convert().isEmpty()
                                || Conversion.named(version.convert()).isPresent())
                        .as(version.convert())
                        .isTrue();
            }
        }
    }
}
