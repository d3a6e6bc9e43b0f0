package io.navarch.model.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateRulesTest {
    private static final String POD = """
            {"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"IMAGE"}],"nodeName":"NODE",
            "tolerations":[{"key":"a","operator":"Exists"}]}}""";

    private static Struct object(String apiVersion, String kind, String json) {
        var served = Kinds.builtIn().byKind(apiVersion, kind).orElseThrow();
        var tree = JsonReader.struct(served.version().type(), json.getBytes(StandardCharsets.UTF_8));
        return Defaulting.builtIn().apply(tree.with("apiVersion", apiVersion).with("kind", kind));
    }

    private static List<String> faults(String apiVersion, String kind, String before, String after) {
        var definition = Kinds.builtIn().byKind(apiVersion, kind).orElseThrow().definition();
        var errors = Validation.builtIn()
                .update(definition, object(apiVersion, kind, before), object(apiVersion, kind, after));
        return errors.list().stream().map(Object::toString).toList();
    }

    @Test
    void letsAPodsImageChangeAndNothingElse() {
        var before = POD.replace("IMAGE", "a:1").replace("NODE", "n1");
        assertThat(faults("v1", "Pod", before, POD.replace("IMAGE", "a:2").replace("NODE", "n1")))
                .isEmpty();
        assertThat(faults("v1", "Pod", before, POD.replace("IMAGE", "a:1").replace("NODE", "n2")))
                .singleElement()
                .asString()
                .startsWith(
                        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,");
        assertThat(faults("v1", "Pod", before, before.replace("\"key\":\"a\"", "\"key\":\"b\"")))
                .containsExactly(
                        "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds");
        assertThat(faults(
                        "v1",
                        "Pod",
                        before,
                        before.replace("\"Exists\"}", "\"Exists\"},{\"key\":\"b\",\"operator\":\"Exists\"}")))
                .isEmpty();
    }

    @Test
    void keepsSelectorsOfDeployments() {
        var json = """
                {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":
                {"a":"b","c":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""";
        assertThat(faults(
                        "apps/v1",
                        "Deployment",
                        json,
                        json.replace("{\"matchLabels\":{\"a\":\"b\"}}", "{\"matchLabels\":{\"c\":\"d\"}}")))
                .containsExactly("spec.selector: Invalid value: {\"matchLabels\":{\"c\":\"d\"}}: field is immutable");
    }

    @Test
    void sealsImmutableSecrets() {
        var json = "{\"metadata\":{\"name\":\"s\"},\"immutable\":true,\"data\":{\"a\":\"eA==\"}}";
        assertThat(faults("v1", "Secret", json, json.replace("eA==", "eQ==")))
                .containsExactly("data: Forbidden: field is immutable when `immutable` is set");
        assertThat(faults("v1", "Secret", json, json.replace("\"data\"", "\"type\":\"x\",\"data\"")))
                .containsExactly("type: Invalid value: \"x\": field is immutable");
    }

    @Test
    void keepsTheClusterAddressOfServices() {
        var json = """
                {"metadata":{"name":"s"},"spec":{"clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1"],"ports":[{"port":80}]}}""";
        assertThat(faults("v1", "Service", json, json.replace("10.0.0.1", "10.0.0.2")))
                .containsExactly("spec.clusterIPs[0]: Invalid value: [\"10.0.0.2\"]: may not change once set");
    }

    @Test
    void keepsNamesAndForbidsNewFinalizersOnObjectsThatGo() {
        var json =
                "{\"metadata\":{\"name\":\"c\",\"uid\":\"1\",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"finalizers\":[\"a/b\"]}}";
        assertThat(faults("v1", "ConfigMap", json, json.replace("\"uid\":\"1\"", "\"uid\":\"2\"")))
                .containsExactly("metadata.uid: Invalid value: \"2\": field is immutable");
        assertThat(faults("v1", "ConfigMap", json, json.replace("\"a/b\"", "\"a/b\",\"c/d\"")))
                .containsExactly(
                        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted,"
                                + " found new finalizers []string{\"c/d\"}");
    }

    @Test
    void letsStatefulSetsChangeOnlyWhatTheyCan() {
        var json = """
                {"metadata":{"name":"s"},"spec":{"serviceName":"x","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":
                {"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""";
        assertThat(faults(
                        "apps/v1",
                        "StatefulSet",
                        json,
                        json.replace("\"serviceName\"", "\"replicas\":3,\"serviceName\"")))
                .isEmpty();
        assertThat(faults("apps/v1", "StatefulSet", json, json.replace("\"x\"", "\"y\"")))
                .singleElement()
                .asString()
                .startsWith(
                        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals'");
    }
}
