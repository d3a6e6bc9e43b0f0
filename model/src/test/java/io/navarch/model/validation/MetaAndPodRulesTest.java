package io.navarch.model.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.Dict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetaAndPodRulesTest {
    private static List<String> faults(String json) {
        var definition = Kinds.builtIn().definition("", "pods").orElseThrow();
        var pod = Defaulting.builtIn()
                .apply(Pod.KIND.read(json.getBytes(StandardCharsets.UTF_8)).tree());
        return Validation.builtIn().create(definition, pod).list().stream()
                .map(Object::toString)
                .toList();
    }

    private static String pod(String meta, String spec) {
        return "{\"metadata\":{\"name\":\"p\"" + meta + "},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]"
                + spec + "}}";
    }

    @Test
    void limitsAnnotations() {
        assertThat(faults(pod(",\"annotations\":{\"a\":\"" + "x".repeat(256 * 1024) + "\"}", "")))
                .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    @Test
    void wantsWholeOwnerReferences() {
        assertThat(faults(pod(
                        ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"X\",\"name\":\"\",\"uid\":\"u\"}]",
                        "")))
                .containsExactly("metadata.ownerReferences[0].name: Invalid value: \"\": must not be empty");
    }

    @Test
    void wantsQualifiedFinalizers() {
        assertThat(faults(pod(",\"finalizers\":[\"foo\"]", "")))
                .containsExactly(
                        "metadata.finalizers: Invalid value: \"foo\": name is neither a standard finalizer name nor is"
                                + " it fully qualified");
    }

    @Test
    void takesGenerateNamesThatEndInAHyphen() {
        assertThat(faults(pod(",\"generateName\":\"a-\"", ""))).isEmpty();
        assertThat(faults(pod(",\"generateName\":\"A\"", ""))).hasSize(1);
    }

    @Test
    void refusesSidecarsWithOddPoliciesAndDuplicateVolumes() {
        assertThat(faults(pod(
                        "", ",\"initContainers\":[{\"name\":\"i\",\"image\":\"i\",\"restartPolicy\":\"OnFailure\"}]")))
                .containsExactly(
                        "spec.initContainers[0].restartPolicy: Unsupported value: \"OnFailure\": supported values: \"Always\"");
        assertThat(faults(pod("", ",\"volumes\":[{\"name\":\"v\"},{\"name\":\"v\"}]")))
                .containsExactly("spec.volumes[1].name: Duplicate value: \"v\"");
    }

    @Test
    void keepsPathsInsideVolumes() {
        assertThat(
                        faults(
                                pod(
                                        "",
                                        ",\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\",\"path\":\"../x\"}]}}]")))
                .containsExactly(
                        "spec.volumes[0].configMap.items[0].path: Invalid value: \"../x\": must not contain '..'");
    }

    @Test
    void checksConfigMapsOfAMegabyte() {
        var definition = Kinds.builtIn().definition("", "configmaps").orElseThrow();
        var map = io.navarch.model.core.v1.ConfigMap.KIND
                .empty()
                .withMetadata(meta -> meta.withName("x"))
                .withData(Dict.of("a", "x".repeat(1024 * 1024 + 1)).typed());
        assertThat(Validation.builtIn().create(definition, map.tree()).list())
                .extracting(Object::toString)
                .containsExactly("[]: Too long: may not be more than 1048576 bytes");
    }
}
