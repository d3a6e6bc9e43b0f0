package io.navarch.apiserver.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.WholeServer.Answer;
import io.navarch.model.kind.Kinds;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the status of a policy says about expressions that do not fit the kinds it is about. */
class PolicyTypeChecksTest {
    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

    private final WholeServer cluster = new WholeServer();
    private final PolicyTypeChecks checks =
            new PolicyTypeChecks(cluster.store, cluster.registry, Kinds::builtIn, cluster.clock);

    @AfterEach
    void close() {
        checks.close();
        cluster.close();
    }

    private Answer checked(String... expressions) {
        var validations = List.of(expressions).stream()
                .map(expression -> "{'expression':'" + expression.replace("`", "\\u0027") + "'}")
                .toList();
        var made = cluster.post(
                POLICIES,
                "{'metadata':{'name':'p'},'spec':{'matchConstraints':{'resourceRules':[{'apiGroups':['apps'],'apiVersions':"
                        + "['v1'],'operations':['CREATE'],'resources':['deployments']}]},'validations':["
                        + String.join(",", validations) + "]}}");
        assertThat(made.status()).as(made.message()).isEqualTo(201);
        long end = System.nanoTime() + 10_000_000_000L;
        var answer = cluster.get(POLICIES + "/p");
        while (answer.at("status", "typeChecking") == null && System.nanoTime() < end) {
            Thread.onSpinWait();
            answer = cluster.get(POLICIES + "/p");
        }
        return answer;
    }

    @Test
    void namesTheFieldsThatAreNotThere() {
        var answer = checked(
                "object.spec.replicas > `1`",
                "object.spec.maxRetries < 10",
                "object.spec.template.spec.containers.all(c, c.image.startsWith(`x`)) && object.metadata.name != ``");
        var warnings = (List<?>) answer.at("status", "typeChecking", "expressionWarnings");
        assertThat(warnings).hasSize(2);
        assertThat(answer.text("status", "typeChecking", "expressionWarnings", "0", "fieldRef"))
                .isEqualTo("spec.validations[0].expression");
        assertThat(answer.text("status", "typeChecking", "expressionWarnings", "0", "warning"))
                .startsWith("apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_'");
        assertThat(answer.text("status", "typeChecking", "expressionWarnings", "1", "warning"))
                .contains("undefined field 'maxRetries'");
        assertThat(answer.text("status", "observedGeneration")).isEqualTo("1");
    }

    @Test
    void saysThatNothingIsWrong() {
        var answer = checked("object.spec.replicas > 1 && oldObject == null");
        assertThat(answer.at("status", "typeChecking").toString()).isEqualTo("{}");
    }
}
