package io.navarch.model.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.Answers;
import io.navarch.model.Answers.Answer;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValidationTest {
    /** Refused by admission, by the allocators or by the registry, or not sent as an object. */
    private static final Set<String> NOT_VALIDATION = Set.of(
            "refuse pod: missing service account",
            "refuse pod: missing priority class",
            "refuse pod: wrong kind",
            "refuse pod: wrong apiVersion",
            "refuse pod: namespace mismatch",
            "refuse service: clusterIP out of range",
            "refuse: namespace exists",
            "refuse: missing namespace",
            "refuse: configmap too large");

    static List<Answer> answers() {
        return Answers.startingWith("refuse").stream()
                .filter(answer -> !NOT_VALIDATION.contains(answer.note()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void saysWhatUpstreamSays(Answer answer) {
        var validation = Validation.builtIn().allowingPrivileged(false);
        String said;
        try {
            var object = Defaulting.builtIn().apply(answer.object());
            var errors = validation.create(answer.kind().definition(), object);
            said = errors.isEmpty() ? "" : message(answer.kind(), name(object), errors);
        } catch (DecodeException e) {
            var kind = answer.kind();
            said = kind.definition().kind() + " in version \"" + kind.version().version() + "\" cannot be handled as a "
                    + kind.definition().kind() + ": " + e.getMessage();
        }
        var expected =
                answer.status() == 201 ? "" : String.valueOf(answer.answer().get("message"));
        assertThat(addressless(said)).isEqualTo(addressless(expected));
    }

    private static String name(Struct object) {
        return object.get("metadata") instanceof Struct meta && meta.get("name") instanceof String name ? name : "";
    }

    private static String message(ServedKind kind, String name, FieldErrors errors) {
        var rules = kind.definition().writeRules();
        return String.valueOf(
                errors.exception(rules.errorGroup(), kind.definition().kind(), name)
                        .getMessage());
    }

    private static String addressless(String message) {
        return message.replaceAll("0xc[0-9a-f]+", "0x");
    }

    static List<Answer> accepted() {
        return Answers.startingWith("defaults: ").stream()
                .filter(answer -> !answer.note().contains("review"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void findsNoFaultInWhatUpstreamTakes(Answer answer) {
        var object = Defaulting.builtIn().apply(answer.object());
        assertThat(Validation.builtIn()
                        .create(answer.kind().definition(), object)
                        .list())
                .isEmpty();
        assertThat(Validation.builtIn()
                        .update(answer.kind().definition(), object, object)
                        .list())
                .isEmpty();
    }

    @Test
    void keepsCauses() {
        var answer = Answers.startingWith("refuse deployment: empty").get(0);
        var errors = Validation.builtIn()
                .create(answer.kind().definition(), Defaulting.builtIn().apply(answer.object()));
        var details = (Dict) Objects.requireNonNull(answer.answer().get("details"));
        var causes = (List<?>) Objects.requireNonNull(details.get("causes"));
        assertThat(errors.list()).hasSameSizeAs(causes);
        for (int i = 0; i < causes.size(); i++) {
            assertThat(errors.list().get(i).message()).isEqualTo(((Dict) causes.get(i)).get("message"));
            assertThat(errors.list().get(i).reason()).isEqualTo(((Dict) causes.get(i)).get("reason"));
        }
    }

    @Test
    void allRulesNameWhatThereIs() {
        var seen = new HashSet<StructType>();
        for (var kind : Kinds.builtIn().definitions()) {
            kind.versions().forEach(version -> compile(version.type(), seen));
        }
        assertThat(seen).hasSizeGreaterThan(500);
    }

    private static void compile(StructType type, Set<StructType> seen) {
        if (!seen.add(type)) {
            return;
        }
        assertThat(new TypePlan(type, Validation.builtIn())).isNotNull();
        for (var field : type.fields()) {
            var inner = field.type().structOrElement();
            if (inner != null) {
                compile(inner, seen);
            }
        }
    }

    @Test
    void leavesThePodsOfAStatefulSetToThePods() {
        var set = """
                {"metadata": {"name": "db"}, "spec": {"serviceName": "db", "selector": {"matchLabels": {"a": "b"}},
                 "template": {"metadata": {"labels": {"a": "b"}, "annotations": {}}, "spec": {"containers": [
                   {"name": "c", "image": "i", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}},
                 "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"],
                   "resources": {"requests": {"storage": "1Gi"}}}}]}}""";
        assertThat(faults(set)).isEmpty();
        assertThat(faults(set.replace("\"annotations\": {}", "\"annotations\": {\"a b\": \"\"}")))
                .singleElement()
                .asString()
                .startsWith("spec.template.annotations: Invalid value: \"a b\": name part must consist of");
    }

    private static List<String> faults(String statefulSet) {
        var kind = Kinds.builtIn().byKind("apps/v1", "StatefulSet").orElseThrow();
        var read = JsonReader.struct(kind.version().type(), statefulSet.getBytes(StandardCharsets.UTF_8));
        return Validation.builtIn()
                .create(kind.definition(), Defaulting.builtIn().apply(read))
                .list()
                .stream()
                .map(Object::toString)
                .toList();
    }
}
