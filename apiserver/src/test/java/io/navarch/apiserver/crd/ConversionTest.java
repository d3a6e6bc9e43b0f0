package io.navarch.apiserver.crd;

import static io.navarch.apiserver.crd.CustomResourceTest.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.webhook.TestWebhook;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of a custom resource that differ, and a webhook that knows how. */
class ConversionTest {
    private static final String OLD = "/apis/ex.io/v1beta1/namespaces/default/foos";
    private static final String NEW = "/apis/ex.io/v1/namespaces/default/foos";

    private final WholeServer server = new WholeServer();
    private final TestWebhook hook = new TestWebhook();

    private static Dict converted(Dict object, String version) {
        var spec = (Dict) object.get("spec");
        if (version.equals("ex.io/v1")) {
            var parts = String.valueOf(spec.get("hostPort")).split(":");
            spec = Dict.of("host", parts[0], "port", parts[1]);
        } else {
            spec = Dict.of("hostPort", spec.get("host") + ":" + spec.get("port"));
        }
        return object.with("apiVersion", version).with("spec", spec);
    }

    @BeforeEach
    void define() {
        hook.at("/convert", (exchange, review) -> {
            var request = (Dict) review.get("request");
            var wanted = String.valueOf(request.get("desiredAPIVersion"));
            var objects = ((List<?>) java.util.Objects.requireNonNull(request.get("objects")))
                    .stream().map(object -> converted((Dict) object, wanted)).toList();
            var response = Dict.of("uid", request.get("uid"), "convertedObjects", List.copyOf(objects))
                    .with("result", Dict.of("status", "Success"));
            TestWebhook.send(
                    exchange, 200, JsonWriter.text(review.with("request", null).with("response", response)));
        });
        hook.at("/refuse", (exchange, review) -> {
            var response = Dict.of(
                    "uid",
                    ((Dict) review.get("request")).get("uid"),
                    "result",
                    Dict.of("status", "Failed", "message", "not today"));
            TestWebhook.send(exchange, 200, JsonWriter.text(Dict.of("response", response)));
        });
        var answer = server.post(DEFINITIONS, definition("/convert"));
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
    }

    private String definition(String path) {
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'foos.ex.io'},"
                + "'spec':{'group':'ex.io','scope':'Namespaced','names':{'plural':'foos','kind':'Foo'},"
                + "'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],'clientConfig':"
                + hook.client(path) + "}},'versions':["
                + version("v1beta1", true, "'hostPort':{'type':'string'}") + ","
                + version("v1", false, "'host':{'type':'string'},'port':{'type':'string'}") + "]}}";
    }

    private static String version(String name, boolean storage, String properties) {
        return "{'name':'" + name + "','served':true,'storage':" + storage
                + ",'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object','properties':{"
                + properties + "}}}}}}";
    }

    @AfterEach
    void close() {
        hook.close();
        server.close();
    }

    @Test
    void asksTheWebhook() {
        var made = server.post(
                NEW, "{'apiVersion':'ex.io/v1','kind':'Foo','metadata':{'name':'a'},'spec':{'host':'h','port':'1'}}");
        assertThat(made.status()).as(made.message()).isEqualTo(201);
        assertThat(made.text("spec")).isEqualTo("{host=h, port=1}");
        assertThat(server.get(OLD + "/a").text("spec")).isEqualTo("{hostPort=h:1}");
        server.post(
                OLD, "{'apiVersion':'ex.io/v1beta1','kind':'Foo','metadata':{'name':'b'},'spec':{'hostPort':'i:2'}}");
        hook.asked.clear();
        var list = server.get(NEW);
        assertThat(list.text("items", "1", "spec")).isEqualTo("{host=i, port=2}");
        assertThat(hook.asked).hasSize(1);
        assertThat(hook.asked.peek().toString())
                .contains("desiredAPIVersion=ex.io/v1", "apiVersion=apiextensions.k8s.io/v1");
        assertThat(server.merge(NEW + "/a", "{'spec':{'port':'9'}}").text("spec"))
                .isEqualTo("{host=h, port=9}");
        assertThat(server.get(OLD + "/a").text("spec")).isEqualTo("{hostPort=h:9}");
    }

    @Test
    void readsWhatWasStoredInAnotherVersion() {
        server.post(
                OLD, "{'apiVersion':'ex.io/v1beta1','kind':'Foo','metadata':{'name':'b'},'spec':{'hostPort':'i:2'}}");
        var moved = definition("/convert")
                .replace("'storage':true", "'storage':x")
                .replace("'storage':false", "'storage':true")
                .replace("'storage':x", "'storage':false");
        assertThat(server.merge(DEFINITIONS + "/foos.ex.io", moved).status()).isEqualTo(200);
        assertThat(server.get(NEW + "/b").text("spec")).isEqualTo("{host=i, port=2}");
        assertThat(server.get(OLD + "/b").text("spec")).isEqualTo("{hostPort=i:2}");
        var changed = server.merge(NEW + "/b", "{'spec':{'port':'3'}}");
        assertThat(changed.text("spec")).as(changed.message()).isEqualTo("{host=i, port=3}");
        assertThat(server.delete(NEW + "/b").status()).isEqualTo(200);
    }

    @Test
    void tellsWhatWentWrong() {
        server.post(
                OLD, "{'apiVersion':'ex.io/v1beta1','kind':'Foo','metadata':{'name':'b'},'spec':{'hostPort':'i:2'}}");
        assertThat(server.merge(DEFINITIONS + "/foos.ex.io", definition("/refuse"))
                        .status())
                .isEqualTo(200);
        var answer = server.get(NEW + "/b");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message()).isEqualTo("conversion webhook for ex.io/v1, Kind=Foo failed: not today");
        hook.close();
        assertThat(server.get(NEW).message())
                .startsWith("conversion webhook for ex.io/v1, Kind=Foo failed: Post \"https://127.0.0.1:" + hook.port()
                        + "/refuse?timeout=30s\": ");
        assertThat(server.get(OLD + "/b").text("spec")).isEqualTo("{hostPort=i:2}");
    }
}
