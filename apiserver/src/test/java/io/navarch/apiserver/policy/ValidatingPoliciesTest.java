package io.navarch.apiserver.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.WholeServer.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ValidatingAdmissionPolicies and their bindings, in force in a server in this process. */
class ValidatingPoliciesTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String RULES = "'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],"
            + "'operations':['CREATE','UPDATE'],'resources':['configmaps']}]}";

    private final WholeServer cluster = new WholeServer();

    @AfterEach
    void close() {
        cluster.close();
    }

    private Answer policy(String name, String spec) {
        return cluster.post(
                GROUP + "validatingadmissionpolicies",
                "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicy','metadata':{'name':'"
                        + name + "'},'spec':{" + RULES + "," + spec.replace("`", "\\u0027") + "}}");
    }

    private void bind(String policy, String more) {
        var answer = cluster.post(
                GROUP + "validatingadmissionpolicybindings",
                "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicyBinding','metadata':{'name':'"
                        + policy + "-binding'},'spec':{'policyName':'" + policy + "'" + more + "}}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
    }

    private void deny(String policy) {
        bind(policy, ",'validationActions':['Deny']");
    }

    private Answer create(String name, String data) {
        return cluster.post(MAPS, "{'metadata':{'name':'" + name + "'},'data':{" + data + "}}");
    }

    @Test
    void refusesWhatAnExpressionRefuses() {
        assertThat(policy("p", "'validations':[{'expression':'object.data.size() <= 1'}]")
                        .status())
                .isEqualTo(201);
        assertThat(create("unbound", "'a':'1','b':'2'").status()).isEqualTo(201);
        deny("p");
        assertThat(create("small", "'a':'1'").status()).isEqualTo(201);
        var answer = create("big", "'a':'1','b':'2'");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("reason")).isEqualTo("Invalid");
        assertThat(answer.message())
                .isEqualTo(
                        "configmaps \"big\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p-binding' denied"
                                + " request: failed expression: object.data.size() <= 1");
        assertThat(answer.text("details", "causes", "0", "message"))
                .isEqualTo("ValidatingAdmissionPolicy 'p' with binding 'p-binding' denied request: failed expression:"
                        + " object.data.size() <= 1");
    }

    @Test
    void wordsTheRefusal() {
        policy(
                "p",
                "'variables':[{'name':'count','expression':'object.data.size()'},"
                        + "{'name':'twice','expression':'variables.count * 2'}],"
                        + "'validations':[{'expression':'variables.twice < 4','reason':'Forbidden','message':'static',"
                        + "'messageExpression':'`%d is too much for `.format([variables.twice]) + object.metadata.name'}]");
        deny("p");
        var answer = create("big", "'a':'1','b':'2'");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).endsWith("denied request: 4 is too much for big");
    }

    @Test
    void takesParametersFromObjects() {
        policy(
                "p",
                "'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},"
                        + "'validations':[{'expression':'object.data.size() <= int(params.data.most)',"
                        + "'messageExpression':'`at most ` + params.data.most'}]");
        bind(
                "p",
                ",'validationActions':['Deny'],'paramRef':{'name':'limits','namespace':'kube-system',"
                        + "'parameterNotFoundAction':'Deny'}");
        assertThat(create("a", "'a':'1'").message())
                .endsWith("denied request: failed to configure binding: no params found for policy binding with `Deny`"
                        + " parameterNotFoundAction");
        cluster.post("/api/v1/namespaces", "{'metadata':{'name':'kube-system'}}");
        cluster.merge(GROUP + "validatingadmissionpolicies/p", "{'spec':{'failurePolicy':'Ignore'}}");
        var limits = cluster.post(
                "/api/v1/namespaces/kube-system/configmaps", "{'metadata':{'name':'limits'},'data':{'most':'1'}}");
        assertThat(limits.status()).as(limits.message()).isEqualTo(201);
        assertThat(create("a", "'a':'1'").status()).isEqualTo(201);
        assertThat(create("b", "'a':'1','b':'2'").message()).endsWith("at most 1");
    }

    @Test
    void warnsWhenItIsTold() {
        policy("p", "'validations':[{'expression':'false','message':'as you like'}]");
        bind("p", ",'validationActions':['Warn','Audit']");
        var answer = create("a", "");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().getOrDefault("Warning", List.of()).toString())
                .contains("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-binding': as you like");
    }

    @Test
    void failsAsThePolicySays() {
        policy("p", "'validations':[{'expression':'object.data.none == `x`'}]");
        deny("p");
        assertThat(create("a", "'a':'1'").message())
                .endsWith("denied request: expression 'object.data.none == 'x'' resulted in error: no such key: none");
        cluster.merge(GROUP + "validatingadmissionpolicies/p", "{'spec':{'failurePolicy':'Ignore'}}");
        assertThat(create("a", "'a':'1'").status()).isEqualTo(201);
    }

    @Test
    void isCheckedWhenItIsRegistered() {
        assertThat(policy("p", "'validations':[{'expression':'object.x +'}]").message())
                .startsWith("ValidatingAdmissionPolicy.admissionregistration.k8s.io \"p\" is invalid:"
                        + " spec.validations[0].expression: Invalid value: \"object.x +\": compilation failed: ERROR:"
                        + " <input>:1:11: Syntax error: mismatched input '<EOF>'");
        assertThat(policy("p", "'validations':[{'expression':'1'}]").message())
                .endsWith("spec.validations[0].expression: Invalid value: \"1\": must evaluate to bool");
        assertThat(policy("p", "'validations':[{'expression':'params.x'}]").message())
                .contains("undeclared reference to 'params' (in container '')");
        assertThat(policy(
                                "p",
                                "'variables':[{'name':'a','expression':'nothing'}],'validations':[{'expression':'true',"
                                        + "'messageExpression':'1'}],'matchConditions':[{'name':'c','expression':'x'}]")
                        .message())
                .contains("spec.variables[0].expression: Invalid value: \"nothing\"")
                .contains("spec.validations[0].messageExpression: Invalid value: \"1\": must evaluate to string")
                .contains("spec.matchConditions[0].expression: Invalid value: \"x\"");
        assertThat(policy("p", "'validations':[]").message())
                .contains(
                        "spec.validations: Required value: validations or auditAnnotations must contain at least one");
    }

    @Test
    void looksAtConditionsNamespacesAndWhoAsks() {
        policy(
                "p",
                "'matchConditions':[{'name':'not-me','expression':'request.userInfo.username != `admin`'}],"
                        + "'validations':[{'expression':'false'}]");
        deny("p");
        assertThat(create("a", "").status()).isEqualTo(201);
        policy(
                "q",
                "'validations':[{'expression':'namespaceObject.metadata.name == `default` &&"
                        + " authorizer.group(``).resource(`configmaps`).namespace(`default`).check(`create`).allowed() &&"
                        + " (request.operation == `CREATE` || oldObject.data.a == object.data.a)'}]");
        deny("q");
        assertThat(create("b", "'a':'1'").status()).isEqualTo(201);
        assertThat(cluster.merge(MAPS + "/b", "{'data':{'c':'1'}}").status()).isEqualTo(200);
        assertThat(cluster.merge(MAPS + "/b", "{'data':{'a':'2'}}").status()).isEqualTo(422);
    }

    @Test
    void isInForceOnlyWhereItIsBound() {
        policy("p", "'validations':[{'expression':'false'}]");
        bind(
                "p",
                ",'validationActions':['Deny'],'matchResources':{'namespaceSelector':{'matchLabels':{'env':'test'}}}");
        assertThat(create("a", "").status()).isEqualTo(201);
        cluster.post("/api/v1/namespaces", "{'metadata':{'name':'test','labels':{'env':'test'}}}");
        assertThat(cluster.post("/api/v1/namespaces/test/configmaps", "{'metadata':{'name':'a'}}")
                        .status())
                .isEqualTo(422);
    }
}
