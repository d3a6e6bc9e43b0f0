package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows ValidatingAdmissionPolicy and MutatingAdmissionPolicy. In expressions, ` stands for a quotation mark. */
class PoliciesTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String DEPLOYMENTS =
            "'matchConstraints':{'resourceRules':[{'operations':['CREATE','UPDATE'],'apiGroups':['apps'],'apiVersions':['v1'],'resources':['deployments']}]}";

    private static String policy(String kind, String name, String spec) {
        return ("{'apiVersion':'admissionregistration.k8s.io/v1','kind':'" + kind
                        + "AdmissionPolicy','metadata':{'name':'" + name + "'},'spec':{" + DEPLOYMENTS + "," + spec
                        + "}}")
                .replace("`", "\\\"");
    }

    private static String binding(String kind, String name, String policy, String ns) {
        return "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'" + kind
                + "AdmissionPolicyBinding','metadata':{'name':'" + name + "'},'spec':{'policyName':'" + policy + "'"
                + (kind.equals("Validating") ? ",'validationActions':['Deny']" : "")
                + ",'matchResources':{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'" + ns
                + "'}}}}}";
    }

    private static String deployment(String name, int replicas) {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'" + name + "'},'spec':{'replicas':"
                + replicas
                + ",'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    }

    private static String inForce(String kind, String spec) {
        var ns = api.namespace();
        var plural = kind.toLowerCase(java.util.Locale.ROOT) + "admissionpolic";
        api.made(GROUP + plural + "ies", policy(kind, ns, spec));
        api.made(GROUP + plural + "ybindings", binding(kind, ns, ns, ns));
        return "/apis/apps/v1/namespaces/" + ns + "/deployments";
    }

    @Test
    void deploymentsAreValidated() {
        var path = inForce(
                "Validating",
                "'validations':[{'expression':'object.spec.replicas > 1','messageExpression':'`wants replicas > 1, got ` + string(object.spec.replicas)'},"
                        + "{'expression':'namespaceObject.metadata.name == object.metadata.namespace'}]");
        var refused = api.post(path, deployment("one", 1));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .matches(
                        "deployments\\.apps \"one\" is forbidden: ValidatingAdmissionPolicy '(test-\\d+)' with binding '\\1' denied request: wants replicas > 1, got 1");
        api.made(path, deployment("two", 2));
    }

    @Test
    void expressionsUseVariablesAndEachOther() {
        var path = inForce(
                "Validating",
                "'variables':[{'name':'replicas','expression':'object.spec.replicas'},{'name':'oddReplicas','expression':'variables.replicas % 2 == 1'}],"
                        + "'validations':[{'expression':'variables.replicas > 1'},{'expression':'variables.oddReplicas'}]");
        var refused = api.post(path, deployment("even", 2));
        assertThat(refused.message()).contains("denied request: failed expression: variables.oddReplicas");
        api.made(path, deployment("odd", 3));
    }

    @Test
    void typesOfExpressionsAreChecked() {
        api.made(
                GROUP + "validatingadmissionpolicies",
                policy(
                        "Validating",
                        "typed",
                        "'validations':[{'expression':'object.spec.replicas > `1`'},{'expression':'object.spec.maxRetries > 1'}]"));
        Running.until(() -> {
            var warnings = api.get(GROUP + "validatingadmissionpolicies/typed")
                    .list("status", "typeChecking", "expressionWarnings");
            assertThat(warnings).hasSize(2);
            assertThat(Answer.textIn(warnings.get(0), "fieldRef")).isEqualTo("spec.validations[0].expression");
            assertThat(Answer.textIn(warnings.get(0), "warning"))
                    .contains(
                            "apps/v1, Kind=Deployment: ERROR:",
                            "found no matching overload for '_>_' applied to '(int, string)'");
            assertThat(Answer.textIn(warnings.get(1), "warning")).contains("undefined field 'maxRetries'");
        });
    }

    @Test
    void customResourcesAreValidated() {
        api.made(
                Crds.DEFINITIONS,
                Crds.simple(
                        "guardeds",
                        "Guarded",
                        "'type':'object','properties':{'spec':{'type':'object','properties':{'replicas':{'type':'integer'}}}}"));
        var ns = api.namespace();
        api.made(
                GROUP + "validatingadmissionpolicies",
                policy("Validating", ns, "'validations':[{'expression':'object.spec.replicas > 1'}]")
                        .replace("'apps'", "'test.io'")
                        .replace("'deployments'", "'guardeds'"));
        api.made(GROUP + "validatingadmissionpolicybindings", binding("Validating", ns, ns, ns));
        var refused =
                api.post(Crds.path("v1", ns, "guardeds"), Crds.object("v1", "Guarded", "g", ",'spec':{'replicas':1}"));
        assertThat(refused.message()).contains("failed expression: object.spec.replicas > 1");
        api.made(Crds.path("v1", ns, "guardeds"), Crds.object("v1", "Guarded", "g", ",'spec':{'replicas':2}"));
    }

    @Test
    void deploymentsAreMutated() {
        var path = inForce(
                "Mutating",
                "'reinvocationPolicy':'Never','mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'Object{metadata: Object.metadata{annotations: {`my-foo-annotation`: `myAnnotationValue`}}}'}}]");
        assertThat(api.made(path, deployment("d", 1)).text("metadata", "annotations", "my-foo-annotation"))
                .isEqualTo("myAnnotationValue");
    }

    private static String all(String kind, String expressions, String name) {
        return policy(kind, name, expressions).replace("'apps'", "'none.test.io'");
    }

    @Test
    void validatingPoliciesHaveAllVerbs() {
        var path = GROUP + "validatingadmissionpolicies";
        ApiOperations.all(
                api,
                path,
                "e2e-vap",
                name -> all("Validating", "'validations':[{'expression':'true'}]", name),
                "",
                null);
        api.made(path, all("Validating", "'validations':[{'expression':'true'}]", "e2e-status"));
        ApiOperations.status(api, path + "/e2e-status");
        ApiOperations.all(
                api,
                GROUP + "validatingadmissionpolicybindings",
                "e2e-vapb",
                name -> binding("Validating", name, "none", "x"),
                "",
                null);
    }

    @Test
    void mutatingPoliciesHaveAllVerbs() {
        var mutation =
                "'reinvocationPolicy':'Never','mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'Object{}'}}]";
        ApiOperations.all(
                api, GROUP + "mutatingadmissionpolicies", "e2e-map", name -> all("Mutating", mutation, name), "", null);
        ApiOperations.all(
                api,
                GROUP + "mutatingadmissionpolicybindings",
                "e2e-mapb",
                name -> binding("Mutating", name, "none", "x"),
                "",
                null);
    }

    @Test
    void policiesThatCannotBeCompiledAreRefused() {
        var refused = api.post(
                GROUP + "validatingadmissionpolicies",
                policy("Validating", "bad", "'validations':[{'expression':'object.spec.replicas >'}]"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "ValidatingAdmissionPolicy.admissionregistration.k8s.io \"bad\" is invalid: spec.validations[0].expression: Invalid value: \"object.spec.replicas >\": compilation failed: ERROR: <input>:1:2");
        ok(api.get(GROUP + "validatingadmissionpolicies"));
    }
}
