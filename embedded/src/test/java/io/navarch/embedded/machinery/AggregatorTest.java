package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.node.Kubectl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Upstream's row Aggregator, with a sample API server of this test. */
class AggregatorTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String SERVICE = SERVICES + "/v1alpha1." + SampleServer.GROUP;

    @TempDir
    Path home;

    private String namespace;
    private SampleServer server;

    @BeforeEach
    void register() throws Exception {
        namespace = api.namespace();
        var frontProxy = ok(api.get("/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"))
                .text("data", "requestheader-client-ca-file");
        server = new SampleServer("sample-api." + namespace + ".svc", frontProxy);
        service();
        api.made(
                SERVICES,
                "{'apiVersion':'apiregistration.k8s.io/v1','kind':'APIService','metadata':{'name':'v1alpha1."
                        + SampleServer.GROUP
                        + "'},'spec':{'group':'" + SampleServer.GROUP
                        + "','version':'v1alpha1','groupPriorityMinimum':2000,'versionPriority':200,'caBundle':'"
                        + server.caBundle() + "','service':{'name':'sample-api','namespace':'" + namespace + "','port':"
                        + server.port() + "}}}");
        awaitCondition("True", "Passed", "all checks passed");
        server.asked.clear();
    }

    private void service() {
        api.made(
                "/api/v1/namespaces/" + namespace + "/services",
                "{'metadata':{'name':'sample-api'},'spec':{'type':'ExternalName','externalName':'localhost'}}");
    }

    @AfterEach
    void close() {
        api.delete(SERVICE);
        server.close();
    }

    private static void awaitCondition(String status, String reason, String message) {
        Running.until(() -> {
            var condition = ok(api.get(SERVICE)).at("status", "conditions", "0");
            assertThat(Answer.textIn(condition, "status")).isEqualTo(status);
            assertThat(Answer.textIn(condition, "reason")).isEqualTo(reason);
            assertThat(Answer.textIn(condition, "message")).contains(message);
        });
    }

    private static List<String> groups() {
        return api.get("/apis").list("groups").stream()
                .map(group -> Answer.textIn(group, "name"))
                .toList();
    }

    @Test
    void theGroupIsInEveryFormOfDiscovery() {
        assertThat(groups()).contains(SampleServer.GROUP);
        assertThat(ok(api.get("/apis/" + SampleServer.GROUP)).text("preferredVersion", "groupVersion"))
                .isEqualTo(SampleServer.GROUP + "/v1alpha1");
        assertThat(ok(api.get(SampleServer.BASE)).text("resources", "0", "name"))
                .isEqualTo("flunders");
        var aggregated = api.get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(aggregated.list("items"))
                .filteredOn(group -> Answer.textIn(group, "metadata", "name").equals(SampleServer.GROUP))
                .singleElement()
                .satisfies(group -> {
                    var resource = Answer.in(group, "versions", "0", "resources", "0");
                    assertThat(Answer.textIn(resource, "resource")).isEqualTo("flunders");
                    assertThat(Answer.textIn(resource, "scope")).isEqualTo("Namespaced");
                    assertThat(Answer.textIn(resource, "responseKind", "kind")).isEqualTo("Flunder");
                    assertThat(Answer.textIn(resource, "subresources", "0", "subresource"))
                            .isEqualTo("status");
                });
        assertThat(ok(api.get("/openapi/v3")).raw()).contains("apis/" + SampleServer.GROUP + "/v1alpha1");
        assertThat(ok(api.get("/openapi/v3" + SampleServer.BASE)).text("info", "title"))
                .isEqualTo("Wardle");
    }

    @Test
    void requestsGoThroughWithWhoAsks() {
        var path = SampleServer.BASE + "/namespaces/" + namespace + "/flunders";
        api.made(path, "{'apiVersion':'wardle.example.com/v1alpha1','kind':'Flunder','metadata':{'name':'f'}}");
        assertThat(server.asked)
                .contains("POST " + path
                        + " by kubernetes-admin [system:masters, system:authenticated] from CN=front-proxy-client");
        assertThat(ok(api.get(path)).names()).contains("f");
        assertThat(ok(api.get(path + "/f")).text("kind")).isEqualTo("Flunder");
        var missing = api.get(path + "/g");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("no such flunder");
    }

    @Test
    void whoMayNotIsNotLetThrough() throws Exception {
        for (var binary : Kubectl.binaries()) {
            var stranger = new Kubectl(binary, home, api.cluster().kubeconfig("stranger", List.of()));
            assertThat(stranger.run("get", "flunders", "-n", namespace).err())
                    .contains(
                            "flunders.wardle.example.com is forbidden: User \"stranger\" cannot list resource \"flunders\" in API group \"wardle.example.com\" in the namespace \""
                                    + namespace + "\"");
            var admin = new Kubectl(binary, home, api.cluster().kubeconfig());
            api.post(
                    SampleServer.BASE + "/namespaces/" + namespace + "/flunders",
                    "{'apiVersion':'wardle.example.com/v1alpha1','kind':'Flunder','metadata':{'name':'f'}}");
            assertThat(admin.run("get", "fl", "-n", namespace, "-o", "name").out())
                    .isEqualTo("flunder.wardle.example.com/f\n");
            assertThat(admin.run("api-resources", "--api-group=wardle.example.com")
                            .out())
                    .contains("flunders");
            assertThat(admin.run("get", "apiservice", "v1alpha1.wardle.example.com", "--no-headers")
                            .out())
                    .containsPattern("v1alpha1.wardle.example.com +" + namespace + "/sample-api +True");
        }
    }

    @Test
    void serversThatAreGoneAreTold() {
        server.close();
        ok(api.merge(SERVICE, "{'metadata':{'labels':{'look':'again'}}}"));
        awaitCondition("False", "FailedDiscoveryCheck", "connect: connection refused");
        var refused = api.get(SampleServer.BASE + "/namespaces/default/flunders");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.raw()).isEqualTo("service unavailable\n");
        assertThat(groups()).doesNotContain(SampleServer.GROUP);
        ok(api.delete("/api/v1/namespaces/" + namespace + "/services/sample-api"));
        awaitCondition("False", "ServiceNotFound", "service/sample-api in \"" + namespace + "\" is not present");
        ok(api.delete(SERVICE));
        Running.until(() -> assertThat(api.get(SampleServer.BASE).status()).isEqualTo(404));
    }

    @Test
    void serversWithAnotherNameAreNotBelieved() {
        ok(api.merge(SERVICE, "{'spec':{'service':{'name':'other'}}}"));
        api.made(
                "/api/v1/namespaces/" + namespace + "/services",
                "{'metadata':{'name':'other'},'spec':{'type':'ExternalName','externalName':'localhost'}}");
        ok(api.merge(SERVICE, "{'metadata':{'labels':{'look':'again'}}}"));
        awaitCondition("False", "FailedDiscoveryCheck", "other." + namespace + ".svc");
        ok(api.merge(SERVICE, "{'spec':{'insecureSkipTLSVerify':true,'caBundle':null}}"));
        awaitCondition("True", "Passed", "all checks passed");
    }
}
