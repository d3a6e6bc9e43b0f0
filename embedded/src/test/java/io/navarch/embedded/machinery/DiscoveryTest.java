package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows AggregatedDiscovery, Discovery and Table transformation, and what others say of discovery documents. */
class DiscoveryTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final List<String> BUILT_IN = List.of(
            "admissionregistration.k8s.io/v1 mutatingwebhookconfigurations",
            "admissionregistration.k8s.io/v1 validatingadmissionpolicies",
            "apiextensions.k8s.io/v1 customresourcedefinitions",
            "apiregistration.k8s.io/v1 apiservices",
            "apps/v1 deployments",
            "apps/v1 controllerrevisions",
            "authentication.k8s.io/v1 tokenreviews",
            "authorization.k8s.io/v1 selfsubjectrulesreviews",
            "autoscaling/v1 horizontalpodautoscalers",
            "autoscaling/v2 horizontalpodautoscalers",
            "batch/v1 jobs",
            "certificates.k8s.io/v1 certificatesigningrequests",
            "coordination.k8s.io/v1 leases",
            "discovery.k8s.io/v1 endpointslices",
            "events.k8s.io/v1 events",
            "flowcontrol.apiserver.k8s.io/v1 flowschemas",
            "networking.k8s.io/v1 ingresses",
            "node.k8s.io/v1 runtimeclasses",
            "policy/v1 poddisruptionbudgets",
            "rbac.authorization.k8s.io/v1 roles",
            "scheduling.k8s.io/v1 priorityclasses",
            "storage.k8s.io/v1 storageclasses");

    private static List<String> resources(Answer answer) {
        return answer.list("items").stream()
                .flatMap(group -> ((List<?>) Answer.in(group, "versions"))
                        .stream().flatMap(version -> ((List<?>) Answer.in(version, "resources"))
                                .stream()
                                        .map(resource -> Answer.textIn(group, "metadata", "name") + "/"
                                                + Answer.textIn(version, "version") + " "
                                                + Answer.textIn(resource, "resource"))))
                .toList();
    }

    @Test
    void tellsEverythingInOneDocument() {
        var groups = ok(api.get("/apis", V2));
        assertThat(groups.headers().firstValue("content-type"))
                .hasValue(V2.replace("application/json;", "application/json;"));
        assertThat(resources(groups)).containsAll(BUILT_IN);
        assertThat(resources(ok(api.get("/api", V2)))).contains("/v1 pods", "/v1 services", "/v1 namespaces");
    }

    @Test
    void tellsOfCustomResources() {
        api.made(Crds.DEFINITIONS, Crds.simple("aggregates", "Aggregate", Crds.OPEN));
        assertThat(resources(api.get("/apis", V2))).contains("test.io/v1 aggregates");
        api.delete(Crds.DEFINITIONS + "/aggregates.test.io");
        Running.until(() -> assertThat(resources(api.get("/apis", V2))).doesNotContain("test.io/v1 aggregates"));
    }

    @Test
    void choosesByTheAcceptHeader() {
        for (var path : List.of("/api", "/apis")) {
            assertThat(api.get(path, V2).text("kind")).isEqualTo("APIGroupDiscoveryList");
            assertThat(api.get(path, V2).text("apiVersion")).isEqualTo("apidiscovery.k8s.io/v2");
            assertThat(api.get(path, V2.replace("v=v2", "v=v2beta1")).text("apiVersion"))
                    .isEqualTo("apidiscovery.k8s.io/v2beta1");
            assertThat(api.get(path, V2 + "," + V2.replace("v=v2", "v=v2beta1") + ",application/json")
                            .text("apiVersion"))
                    .isEqualTo("apidiscovery.k8s.io/v2");
            assertThat(api.get(path, "application/json," + V2).text("kind"))
                    .startsWith("API")
                    .doesNotContain("Discovery");
            assertThat(api.get(path, "*/*").status()).isEqualTo(200);
            assertThat(api.get(path, "text/html").status()).isEqualTo(406);
        }
    }

    @Test
    void everyGroupHasAPreferredVersionAndResources() {
        for (var group : ok(api.get("/apis")).list("groups")) {
            var name = Answer.textIn(group, "name");
            var versions = List.<Object>copyOf((List<?>) Answer.in(group, "versions"));
            assertThat(versions).as(name).contains(Answer.in(group, "preferredVersion"));
            var alone = ok(api.get("/apis/" + name));
            assertThat(alone.at("versions")).isEqualTo(versions);
            assertThat(alone.text("kind")).isEqualTo("APIGroup");
            for (var version : versions) {
                var groupVersion = Answer.textIn(version, "groupVersion");
                var list = ok(api.get("/apis/" + groupVersion));
                assertThat(list.text("groupVersion")).isEqualTo(groupVersion);
                assertThat(list.list("resources")).as(groupVersion).isNotEmpty();
            }
        }
        assertThat(ok(api.get("/api/v1")).list("resources")).isNotEmpty();
    }

    @Test
    void documentsNameDefinitionsAndRegistrations() {
        assertThat(api.get("/apis").list("groups"))
                .extracting(group -> Answer.textIn(group, "name"))
                .contains("apiextensions.k8s.io", "admissionregistration.k8s.io", "flowcontrol.apiserver.k8s.io");
        assertThat(names("apiextensions.k8s.io/v1"))
                .contains("customresourcedefinitions", "customresourcedefinitions/status");
        assertThat(names("admissionregistration.k8s.io/v1"))
                .contains(
                        "mutatingwebhookconfigurations",
                        "validatingwebhookconfigurations",
                        "validatingadmissionpolicies",
                        "validatingadmissionpolicies/status",
                        "validatingadmissionpolicybindings",
                        "mutatingadmissionpolicies",
                        "mutatingadmissionpolicybindings");
        assertThat(names("flowcontrol.apiserver.k8s.io/v1"))
                .contains(
                        "flowschemas",
                        "flowschemas/status",
                        "prioritylevelconfigurations",
                        "prioritylevelconfigurations/status");
    }

    private static List<String> names(String groupVersion) {
        return api.get("/apis/" + groupVersion).list("resources").stream()
                .map(resource -> Answer.textIn(resource, "name"))
                .toList();
    }

    @Test
    void tablesAreForWhatHasMetadata() {
        var answer = api.send(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "application/json",
                Running.quoted(
                        "{'apiVersion':'authorization.k8s.io/v1','kind':'SelfSubjectAccessReview','spec':{'resourceAttributes':{'verb':'list','resource':'pods'}}}"),
                "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(answer.status()).as(answer.raw()).isEqualTo(406);
        assertThat(answer.text("reason")).isEqualTo("NotAcceptable");
    }

    @Test
    void tellsItsVersion() {
        var version = ok(api.get("/version"));
        assertThat(version.text("major")).isEqualTo("1");
        assertThat(version.text("minor")).matches("\\d+\\+?");
    }

    @Test
    void everyServedVersionHasItsApiService() {
        var services = ok(api.get("/apis/apiregistration.k8s.io/v1/apiservices"));
        assertThat(services.names())
                .contains(
                        "v1.",
                        "v1.apps",
                        "v1.batch",
                        "v2.autoscaling",
                        "v1.apiextensions.k8s.io",
                        "v1beta1.metrics.k8s.io")
                .doesNotContain("v1.apiregistration.k8s.io");
        assertThat(services.list("items")).allSatisfy(item -> {
            var condition = (Dict) Answer.in(item, "status", "conditions", "0");
            assertThat(condition.get("type")).isEqualTo("Available");
            assertThat(condition.get("status")).isEqualTo("True");
            assertThat(condition.get("reason")).isEqualTo("Local");
            assertThat(condition.get("message")).isEqualTo("Local APIServices are always available");
        });
        var apps = api.get("/apis/apiregistration.k8s.io/v1/apiservices/v1.apps");
        assertThat(apps.text("metadata", "labels", "kube-aggregator.kubernetes.io/automanaged"))
                .isEqualTo("onstart");
        assertThat(apps.text("spec"))
                .isEqualTo("{group=apps, groupPriorityMinimum=17800, version=v1, versionPriority=15}");
        api.made(
                Crds.DEFINITIONS,
                Crds.simple("registereds", "Registered", Crds.OPEN).replace("test.io", "reg.io"));
        var custom = "/apis/apiregistration.k8s.io/v1/apiservices/v1.reg.io";
        Running.until(() -> {
            var made = ok(api.get(custom));
            assertThat(made.text("metadata", "labels", "kube-aggregator.kubernetes.io/automanaged"))
                    .isEqualTo("true");
            assertThat(made.text("spec"))
                    .isEqualTo("{group=reg.io, groupPriorityMinimum=1000, version=v1, versionPriority=100}");
        });
        api.delete(custom);
        Running.until(() -> ok(api.get(custom)));
        api.delete(Crds.DEFINITIONS + "/registereds.reg.io");
        Running.until(() -> assertThat(api.get(custom).status()).isEqualTo(404));
    }
}
