package io.navarch.model.defaulting;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.Answers;
import io.navarch.model.Answers.Answer;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultingTest {
    /** What the registry and admission add, and what has come since the answers were recorded. */
    private static final Set<String> NOT_DEFAULTS = Set.of(
            "metadata.generation",
            "metadata.namespace",
            "metadata.finalizers",
            "metadata.annotations",
            "spec.tolerations",
            "spec.serviceAccount",
            "spec.serviceAccountName",
            "spec.priority",
            "spec.preemptionPolicy",
            "status.qosClass",
            "spec.clusterIP",
            "spec.clusterIPs",
            "spec.ipFamilies",
            "spec.ipFamilyPolicy",
            "spec.ports[].nodePort",
            "spec.finalizers",
            "spec.taints",
            "spec.persistentVolumeClaimRetentionPolicy",
            "spec.seLinuxMount",
            "spec.podReplacementPolicy");

    static List<Answer> answers() {
        return Answers.startingWith("defaults: ").stream()
                .filter(answer -> !answer.note().contains("review"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void addsWhatUpstreamAdds(Answer answer) {
        var defaulted = Defaulting.builtIn().apply(answer.object());
        var written = JsonReader.any(JsonWriter.bytes(defaulted));
        var note = answer.note();
        assertThat(pruned(written, "", note)).isEqualTo(pruned(answer.answer(), "", note));
    }

    private static Object pruned(Object value, String path, String note) {
        return switch (value) {
            case Dict dict -> {
                var kept = Dict.EMPTY;
                for (var entry : dict.entrySet()) {
                    var at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                    if (kept(at, entry.getValue(), note)) {
                        var inner = pruned(entry.getValue(), at, note);
                        boolean emptied = inner instanceof List<?> list && list.isEmpty();
                        kept = emptied ? kept : kept.with(entry.getKey(), inner);
                    }
                }
                yield kept;
            }
            case List<?> list -> {
                var kept = new ArrayList<Object>();
                for (var element : list) {
                    boolean token = element instanceof Dict dict
                            && String.valueOf(dict.get("name")).startsWith("kube-api-access");
                    if (!token) {
                        kept.add(pruned(element, path + "[]", note));
                    }
                }
                yield kept;
            }
            default -> value;
        };
    }

    private static boolean kept(String path, Object value, String note) {
        boolean generated = note.equals("defaults: job")
                && Set.of("metadata.labels", "spec.selector", "spec.template.metadata.labels")
                        .contains(path);
        // NetworkPolicies have lost their status since.
        boolean networkPolicyStatus =
                path.equals("status") && value.equals(Dict.EMPTY) && note.equals("defaults: networkpolicy");
        boolean phaseOfPod = path.equals("status.phase") && value.equals("Pending");
        return value != JsonNull.NULL
                && !NOT_DEFAULTS.contains(path)
                && !generated
                && !phaseOfPod
                && !networkPolicyStatus;
    }

    @Test
    void decidesThePullPolicyByTheTag() {
        assertThat(PodDerivations.pullPolicy("nginx")).isEqualTo("Always");
        assertThat(PodDerivations.pullPolicy("host:5000/nginx")).isEqualTo("Always");
        assertThat(PodDerivations.pullPolicy("host:5000/nginx:1.2")).isEqualTo("IfNotPresent");
        assertThat(PodDerivations.pullPolicy("nginx:latest")).isEqualTo("Always");
        assertThat(PodDerivations.pullPolicy("nginx@sha256:abc")).isEqualTo("IfNotPresent");
    }

    @Test
    void leavesADefaultedObjectAsItIs() {
        var pod = Pod.KIND.read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}],
                "nodeSelector":{},"serviceAccount":"sa","hostNetwork":true}}""".getBytes(StandardCharsets.UTF_8));
        var once = Defaulting.builtIn().apply(pod.tree());
        assertThat(Defaulting.builtIn().apply(once)).isSameAs(once);
        assertThat(new Pod(once).spec().serviceAccountName()).isEqualTo("sa");
        assertThat(new Pod(once).spec().hasNodeSelector()).isFalse();
    }

    @Test
    void movesStringDataIntoData() {
        var secret = Secret.KIND.read("""
                {"metadata":{"name":"s"},"data":{"a":"eA==","b":"eQ=="},"stringData":{"a":"z"}}""".getBytes(StandardCharsets.UTF_8));
        var defaulted = new Secret(Defaulting.builtIn().apply(secret.tree()));
        assertThat(defaulted.data()).containsEntry("a", "eg==").containsEntry("b", "eQ==");
        assertThat(defaulted.hasStringData()).isFalse();
    }
}
