package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Call;
import io.navarch.client.metadata.Discovery;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Custom resources among the controllers of a cluster. */
class CustomResourceTest {
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private record Answer(int code, Dict body) {
        String text(String... path) {
            Object value = body;
            for (var step : path) {
                value = value instanceof Dict dict ? dict.get(step) : null;
            }
            return value == null ? "" : value.toString();
        }
    }

    private static Answer call(String method, String path, String contentType, String json) {
        var answer = cluster.client()
                .transport()
                .call(Call.of(method, path, contentType, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return new Answer(answer.status(), (Dict) JsonReader.any(answer.body()));
    }

    private static Answer post(String path, String json) {
        var answer = call("POST", path, "application/json", json);
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
        return answer;
    }

    private static void define(String plural, String kind) {
        post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'%s.ops.io'},
                 'spec':{'group':'ops.io','scope':'Namespaced','names':{'plural':'%s','kind':'%s'},
                 'versions':[{'name':'v1','served':true,'storage':true,'subresources':{'status':{}},
                  'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object',
                   'x-kubernetes-preserve-unknown-fields':true}}}}}]}}""".formatted(plural, plural, kind));
    }

    private static String backup(String name, String more) {
        return "{'apiVersion':'ops.io/v1','kind':'Backup','metadata':{'name':'" + name + "'" + more
                + "},'spec':{'a':1}}";
    }

    @Test
    void ownersTakeWhatTheyOwnAlong() throws InterruptedException {
        define("backups", "Backup");
        var backups = "/apis/ops.io/v1/namespaces/default/backups";
        var owner = post(backups, backup("nightly", ""));
        post("/api/v1/namespaces/default/configmaps", """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'state','ownerReferences':[
                 {'apiVersion':'ops.io/v1','kind':'Backup','name':'nightly','uid':'%s'}]}}""".formatted(owner.text("metadata", "uid")));
        assertThat(call("DELETE", backups + "/nightly", "", "").code()).isEqualTo(200);
        Await.until(Duration.ofSeconds(20), () -> assertThat(
                        call("GET", "/api/v1/namespaces/default/configmaps/state", "", "")
                                .code())
                .isEqualTo(404));
    }

    @Test
    void namespacesAndDefinitionsGoWithTheirObjects() throws InterruptedException {
        define("restores", "Restore");
        assertThat(new Discovery(cluster.client().transport()).resources())
                .anyMatch(served -> served.kind().resource().equals("restores"));
        post("/api/v1/namespaces", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'going'}}");
        var restores = "/apis/ops.io/v1/namespaces/going/restores";
        post(
                restores,
                "{'apiVersion':'ops.io/v1','kind':'Restore','metadata':{'name':'r','finalizers':['ops.io/wait']}}");
        call("DELETE", "/api/v1/namespaces/going", "", "");
        Await.until(Duration.ofSeconds(20), () -> assertThat(
                        call("GET", restores + "/r", "", "").text("metadata", "deletionTimestamp"))
                .isNotEmpty());
        Await.until(Duration.ofSeconds(20), () -> assertThat(
                        call("GET", "/api/v1/namespaces/going", "", "").text("status", "conditions"))
                .contains("restores.ops.io has 1 resource instances", "ops.io/wait in 1 resource instances"));
        call("PATCH", restores + "/r", "application/merge-patch+json", "{'metadata':{'finalizers':null}}");
        Await.until(Duration.ofSeconds(20), () -> assertThat(
                        call("GET", "/api/v1/namespaces/going", "", "").code())
                .isEqualTo(404));
        call("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/restores.ops.io", "", "");
        Await.until(Duration.ofSeconds(20), () -> assertThat(
                        new Discovery(cluster.client().transport()).resources())
                .noneMatch(served -> served.kind().resource().equals("restores")));
    }

    @Test
    void forksServeTheSameKinds() throws InterruptedException {
        define("copies", "Copy");
        post(
                "/apis/ops.io/v1/namespaces/default/copies",
                "{'apiVersion':'ops.io/v1','kind':'Copy','metadata':{'name':'c'}}");
        try (var fork = cluster.fork(cluster.past().at(0))) {
            var answer = fork.client().transport().call(Call.get("/apis/ops.io/v1/namespaces/default/copies/c"));
            assertThat(answer.status()).isEqualTo(200);
        }
    }
}
