package io.navarch.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.request.ApiResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Admission of exec: a policy sees what is to be run, and where. */
class AdmittedConnectionTest {
    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";

    private final WholeServer cluster = new WholeServer();

    @BeforeEach
    void connect() {
        cluster.registry.serve(
                "",
                "pods",
                "exec",
                new AdmittedConnection(
                        cluster.registry.admission(),
                        AdmittedConnection.Options.EXEC,
                        (request, served) -> ApiResponse.json(200, new byte[] {'{', '}'})));
        cluster.post(
                GROUP + "validatingadmissionpolicies",
                "{'metadata':{'name':'p'},'spec':{'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],"
                        + "'operations':['CONNECT'],'resources':['pods/exec']}]},'validations':[{'expression':"
                        + "'!(object.command[0] == `rm` && request.name == `p` && request.kind.kind == `PodExecOptions`)',"
                                .replace("`", "\\u0027")
                        + "'message':'nothing is removed here'}]}}");
        cluster.post(
                GROUP + "validatingadmissionpolicybindings",
                "{'metadata':{'name':'b'},'spec':{'policyName':'p','validationActions':['Deny']}}");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void isRefusedBeforeAnybodyIsConnected() {
        var exec = "/api/v1/namespaces/default/pods/p/exec?stdout=true&command=";
        assertThat(List.of(
                        cluster.get(exec + "ls").status(),
                        cluster.get(exec + "rm").status()))
                .containsExactly(200, 422);
        assertThat(cluster.get(exec + "rm").message()).endsWith("denied request: nothing is removed here");
    }
}
