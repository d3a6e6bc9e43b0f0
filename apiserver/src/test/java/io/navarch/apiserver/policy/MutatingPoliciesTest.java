package io.navarch.apiserver.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.WholeServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MutatingAdmissionPolicies and their bindings, in force in a server in this process. */
class MutatingPoliciesTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final WholeServer cluster = new WholeServer();

    @AfterEach
    void close() {
        cluster.close();
    }

    private static String apply(String expression) {
        return "{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'" + expression + "'}}";
    }

    private static String patch(String expression) {
        return "{'patchType':'JSONPatch','jsonPatch':{'expression':'" + expression + "'}}";
    }

    private void inForce(String name, String resource, String mutations, String more) {
        var policy = cluster.post(
                GROUP + "mutatingadmissionpolicies",
                ("{'apiVersion':'admissionregistration.k8s.io/v1','kind':'MutatingAdmissionPolicy','metadata':{'name':'"
                                + name
                                + "'},'spec':{'matchConstraints':{'resourceRules':[{'apiGroups':['*'],'apiVersions':"
                                + "['*'],'operations':['CREATE'],'resources':['" + resource
                                + "']}]},'reinvocationPolicy':'"
                                + "Never','mutations':[" + mutations + "]" + more + "}}")
                        .replace("`", "\\u0027"));
        assertThat(policy.status()).as(policy.message()).isEqualTo(201);
        var binding = cluster.post(
                GROUP + "mutatingadmissionpolicybindings",
                "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'MutatingAdmissionPolicyBinding','metadata':{'name':'"
                        + name + "-binding'},'spec':{'policyName':'" + name + "'}}");
        assertThat(binding.status()).as(binding.message()).isEqualTo(201);
    }

    private Answer create(String name) {
        return cluster.post(MAPS, "{'metadata':{'name':'" + name + "','labels':{'own':'1'}},'data':{'a':'1'}}");
    }

    @Test
    void laysAConfigurationOverTheObject() {
        inForce(
                "p",
                "configmaps",
                apply("Object{metadata: Object.metadata{labels: {`team`: `red`, `of`: object.metadata.name}}}"),
                "");
        var made = create("a");
        assertThat(made.text("metadata", "labels", "team")).isEqualTo("red");
        assertThat(made.text("metadata", "labels", "of")).isEqualTo("a");
        assertThat(made.text("metadata", "labels", "own")).isEqualTo("1");
        assertThat(made.text("data", "a")).isEqualTo("1");
    }

    @Test
    void mergesListsByTheirKeys() {
        inForce(
                "sidecar",
                "pods",
                apply("Object{spec: Object.spec{containers: [Object.spec.containers{name: `proxy`, image: `proxy:1`}],"
                        + " terminationGracePeriodSeconds: 7}}"),
                ",'matchConditions':[{'name':'c','expression':'!object.spec.containers.exists(c, c.name == `proxy`)'}]");
        var made = cluster.post(
                "/api/v1/namespaces/default/pods",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'nginx'}]}}");
        assertThat(made.status()).as(made.message()).isEqualTo(201);
        assertThat(made.at("spec", "containers").toString()).contains("nginx").contains("proxy:1");
        assertThat(made.text("spec", "terminationGracePeriodSeconds")).isEqualTo("7");
        assertThat(made.text("spec", "containers", "1", "terminationMessagePolicy") + made.message())
                .isEqualTo("File");
    }

    @Test
    void performsPatches() {
        inForce(
                "p",
                "configmaps",
                patch(
                        "[JSONPatch{op: `test`, path: `/data/a`, value: `1`},"
                                + "JSONPatch{op: `add`, path: `/metadata/labels/` + jsonpatch.escapeKey(`x/y`), value: variables.who}]"),
                ",'variables':[{'name':'who','expression':'request.userInfo.username'}]");
        assertThat(create("a").text("metadata", "labels", "x/y")).isEqualTo("admin");
    }

    @Test
    void refusesWhatItCannotChange() {
        inForce("p", "configmaps", patch("[JSONPatch{op: `remove`, path: `/data/none`}]"), "");
        var answer = create("a");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message())
                .startsWith("configmaps \"a\" is forbidden: policy 'p' with binding 'p-binding' denied request: ");
        cluster.merge(GROUP + "mutatingadmissionpolicies/p", "{'spec':{'failurePolicy':'Ignore'}}");
        assertThat(create("a").status()).isEqualTo(201);
    }
}
