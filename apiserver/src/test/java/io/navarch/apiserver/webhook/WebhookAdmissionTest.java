package io.navarch.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.WholeServer.Answer;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mutating and validating webhooks on a real HTTPS server, registered in a server in this process. */
class WebhookAdmissionTest {
    private static final String CONFIGS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String ALLOW = "{'allowed':true}";

    private final WholeServer cluster = new WholeServer();
    private final TestWebhook webhook = new TestWebhook();

    @AfterEach
    void close() {
        webhook.close();
        cluster.close();
    }

    private void register(String kind, String name, String... webhooks) {
        var answer = cluster.post(
                CONFIGS + kind.toLowerCase(java.util.Locale.ROOT) + "webhookconfigurations",
                "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'" + kind
                        + "WebhookConfiguration','metadata':{'name':'" + name + "'},'webhooks':["
                        + String.join(",", webhooks) + "]}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
    }

    /** A webhook of config maps; further members may be given. */
    private String hook(String name, String path, String more) {
        return "{'name':'" + name + "','clientConfig':" + webhook.client(path)
                + ",'sideEffects':'None','admissionReviewVersions':['v1'],'timeoutSeconds':1,'rules':[{'operations':['*'],"
                + "'apiGroups':[''],'apiVersions':['v1'],'resources':['configmaps']}]" + more + "}";
    }

    private static Dict response(String json) {
        return TestWebhook.tree(json);
    }

    private static Dict patching(String operations) {
        var patch =
                Base64.getEncoder().encodeToString(operations.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return response("{'allowed':true,'patchType':'JSONPatch','patch':'" + patch + "'}");
    }

    private Answer create(String name) {
        return cluster.post(MAPS, "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'}}");
    }

    /** The registrations follow the store on its own thread; a change is seen a moment later. */
    private static Answer eventually(Supplier<Answer> call, java.util.function.Predicate<Answer> good) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (true) {
            var answer = call.get();
            if (good.test(answer) || System.nanoTime() > end) {
                return answer;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void refusesWithTheWebhooksWords() {
        webhook.reviews("/deny", request -> response("{'allowed':false,'status':{'message':'not today','code':418}}"));
        register("Validating", "v", hook("deny.example.com", "/deny", ""));
        var answer = create("a");
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.message()).isEqualTo("admission webhook \"deny.example.com\" denied the request: not today");
        webhook.reviews("/deny", request -> response("{'allowed':false}"));
        assertThat(create("a").message())
                .isEqualTo("admission webhook \"deny.example.com\" denied the request without explanation");
        assertThat(create("a").status()).isEqualTo(400);
    }

    @Test
    void sendsTheWholeReview() {
        webhook.reviews("/ok", request -> response(ALLOW));
        register("Validating", "v", hook("ok.example.com", "/ok", ""));
        cluster.post(MAPS + "?fieldManager=me", "{'metadata':{'generateName':'a-'},'data':{'k':'v'}}");
        var review = webhook.asked.poll();
        assertThat(review.get("apiVersion")).isEqualTo("admission.k8s.io/v1");
        var request = (Dict) review.get("request");
        assertThat(request.get("kind")).isEqualTo(response("{'group':'','version':'v1','kind':'ConfigMap'}"));
        assertThat(request.get("resource")).isEqualTo(response("{'group':'','version':'v1','resource':'configmaps'}"));
        assertThat(request.get("operation")).isEqualTo("CREATE");
        assertThat(request.get("namespace")).isEqualTo("default");
        assertThat(request.get("dryRun")).isEqualTo(false);
        assertThat(((Dict) request.get("userInfo")).get("username")).isEqualTo("admin");
        assertThat(((Dict) request.get("options")).get("kind")).isEqualTo("CreateOptions");
        assertThat(((Dict) request.get("object")).get("data")).isEqualTo(response("{'k':'v'}"));
        assertThat(((Dict) request.get("object")).get("kind")).isEqualTo("ConfigMap");
    }

    @Test
    void changesTheObject() {
        webhook.reviews(
                "/patch",
                request -> patching("[{'op':'add','path':'/data','value':{'a':'b'}},"
                        + "{'op':'add','path':'/metadata/labels','value':{'x':'y'}}]"));
        register("Mutating", "m", hook("patch.example.com", "/patch", ""));
        var answer = create("a");
        assertThat(answer.text("data", "a")).isEqualTo("b");
        assertThat(answer.text("metadata", "labels", "x")).isEqualTo("y");
    }

    @Test
    void callsInTheOrderOfNamesAndAgainWhenOthersChangedTheObject() {
        webhook.reviews("/first", request -> {
            var data = ((Dict) request.get("object")).get("data");
            return data == null
                    ? patching("[{'op':'add','path':'/data','value':{'n':'1'}}]")
                    : patching("[{'op':'add','path':'/data/seen','value':'yes'}]");
        });
        webhook.reviews("/second", request -> patching("[{'op':'add','path':'/data/second','value':'x'}]"));
        register("Mutating", "b", hook("second.example.com", "/second", ""));
        register("Mutating", "a", hook("first.example.com", "/first", ",'reinvocationPolicy':'IfNeeded'"));
        var answer = create("a");
        assertThat(answer.at("data")).isEqualTo(response("{'n':'1','second':'x','seen':'yes'}"));
        assertThat(webhook.asked).hasSize(3);
    }

    @Test
    void failsClosedOrOpen() {
        webhook.at("/500", (exchange, review) -> TestWebhook.send(exchange, 500, "broken"));
        register("Validating", "v", hook("five.example.com", "/500", ""));
        var answer = create("a");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message())
                .isEqualTo("Internal error occurred: failed calling webhook \"five.example.com\": failed to call"
                        + " webhook: an error on the server (\"broken\") has prevented the request from succeeding");
        cluster.merge(
                CONFIGS + "validatingwebhookconfigurations/v",
                "{'webhooks':[" + hook("five.example.com", "/500", ",'failurePolicy':'Ignore'") + "]}");
        assertThat(eventually(() -> create("a"), made -> made.status() == 201).status())
                .isEqualTo(201);
    }

    @Test
    void refusesAnswersThatAreNone() {
        webhook.at("/bad", (exchange, review) -> TestWebhook.send(exchange, 200, "{\"response\":{}}"));
        register("Validating", "v", hook("bad.example.com", "/bad", ""));
        assertThat(create("a").message())
                .isEqualTo(
                        "Internal error occurred: failed calling webhook \"bad.example.com\": received invalid webhook"
                                + " response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /,"
                                + " Kind=");
    }

    @Test
    void refusesBadPatches() {
        webhook.reviews("/patch", request -> patching("[{'op':'remove','path':'/data/none'}]"));
        register("Mutating", "m", hook("patch.example.com", "/patch", ""));
        var answer = create("a");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message()).startsWith("Internal error occurred: ").contains("/data/none");
        webhook.reviews("/patch", request -> patching("[{'op':'add','path':'/data','value':7}]"));
        assertThat(create("a").message()).startsWith("Internal error occurred: json: cannot unmarshal number");
    }

    @Test
    void handsWarningsOn() {
        webhook.reviews("/warn", request -> response("{'allowed':true,'warnings':['mind the gap']}"));
        register("Validating", "v", hook("warn.example.com", "/warn", ""));
        assertThat(create("a").headers().getOrDefault("Warning", List.of()).toString())
                .contains("299 - \"mind the gap\"");
    }

    @Test
    void callsNobodyForDryRunsThatHasSideEffects() {
        webhook.reviews("/ok", request -> response(ALLOW));
        register("Validating", "v", hook("ok.example.com", "/ok", ""));
        assertThat(cluster.post(MAPS + "?dryRun=All", "{'metadata':{'name':'a'}}")
                        .status())
                .isEqualTo(201);
        assertThat(((Dict) webhook.asked.poll().get("request")).get("dryRun")).isEqualTo(true);
    }

    @Test
    void looksAtSelectorsAndConditions() {
        webhook.reviews("/deny", request -> response("{'allowed':false,'status':{'message':'no'}}"));
        register(
                "Validating",
                "v",
                hook("labels.example.com", "/deny", ",'objectSelector':{'matchLabels':{'guard':'yes'}}"),
                hook("spaces.example.com", "/deny", ",'namespaceSelector':{'matchLabels':{'team':'red'}}"),
                hook(
                        "cel.example.com",
                        "/deny",
                        ",'matchConditions':[{'name':'n','expression':'object.metadata.name.startsWith(\\'x\\') &&"
                                        .replace("\\'", "\\u0027")
                                + " request.userInfo.username == \\u0027admin\\u0027 &&"
                                + " authorizer.requestResource.check(\\u0027create\\u0027).allowed()'}]"));
        assertThat(create("a").status()).isEqualTo(201);
        assertThat(create("xa").message()).contains("\"cel.example.com\" denied");
        assertThat(cluster.post(MAPS, "{'metadata':{'name':'b','labels':{'guard':'yes'}}}")
                        .message())
                .contains("\"labels.example.com\" denied");
        cluster.post("/api/v1/namespaces", "{'metadata':{'name':'red','labels':{'team':'red'}}}");
        assertThat(cluster.post("/api/v1/namespaces/red/configmaps", "{'metadata':{'name':'b'}}")
                        .message())
                .contains("\"spaces.example.com\" denied");
    }

    @Test
    void showsObjectsInTheVersionThatWasAskedFor() {
        webhook.reviews("/ok", request -> response(ALLOW));
        register(
                "Validating",
                "v",
                "{'name':'hpa.example.com','clientConfig':" + webhook.client("/ok")
                        + ",'sideEffects':'None','admissionReviewVersions':['v1beta1'],'matchPolicy':'Equivalent','rules':[{'operations':"
                        + "['CREATE'],'apiGroups':['autoscaling'],'apiVersions':['v1'],'resources':['horizontalpodautoscalers']}]}");
        var answer = cluster.post(
                "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                "{'metadata':{'name':'h'},'spec':{'maxReplicas':3,'scaleTargetRef':{'kind':'Deployment','name':'d'},"
                        + "'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':50}}}]}}");
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
        var request = (Dict) webhook.asked.poll().get("request");
        assertThat(((Dict) request.get("kind")).get("version")).isEqualTo("v1");
        assertThat(((Dict) request.get("requestKind")).get("version")).isEqualTo("v2");
        var object = (Dict) request.get("object");
        assertThat(object.get("apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(((Dict) object.get("spec")).get("targetCPUUtilizationPercentage"))
                .isEqualTo(50L);
    }

    @Test
    void changesCustomObjectsAsFarAsTheirSchemaKnows() {
        var definition = cluster.post(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "{'metadata':{'name':'toys.example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':{'plural':"
                        + "'toys','singular':'toy','kind':'Toy','listKind':'ToyList'},'versions':[{'name':'v1','served':true,"
                        + "'storage':true,'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object',"
                        + "'properties':{'size':{'type':'integer','default':3},'name':{'type':'string'}}}}}}}]}}");
        assertThat(definition.status()).as(definition.message()).isEqualTo(201);
        webhook.reviews(
                "/patch",
                request -> patching("[{'op':'add','path':'/spec','value':{'name':'by the hook','unknown':1}}]"));
        register(
                "Mutating",
                "m",
                "{'name':'toys.example.com','clientConfig':" + webhook.client("/patch")
                        + ",'sideEffects':'None','admissionReviewVersions':['v1'],'rules':[{'operations':['CREATE'],"
                        + "'apiGroups':['example.com'],'apiVersions':['*'],'resources':['toys']}]}");
        var toys = "/apis/example.com/v1/namespaces/default/toys";
        var toy = "{'apiVersion':'example.com/v1','kind':'Toy','metadata':{'name':'t'}}";
        var made = eventually(() -> cluster.post(toys, toy), answer -> answer.status() == 201);
        assertThat(made.message()).isEmpty();
        assertThat(made.at("spec")).isEqualTo(response("{'name':'by the hook','size':3}"));
    }

    @Test
    void neverAsksAboutItself() {
        webhook.reviews("/deny", request -> response("{'allowed':false}"));
        var all = "{'name':'all.example.com','clientConfig':" + webhook.client("/deny")
                + ",'sideEffects':'None','admissionReviewVersions':['v1'],'rules':[{'operations':['*'],'apiGroups':['*'],"
                + "'apiVersions':['*'],'resources':['*/*']}]}";
        register("Validating", "v", all);
        assertThat(create("a").status()).isEqualTo(400);
        assertThat(cluster.delete(CONFIGS + "validatingwebhookconfigurations/v").status())
                .isEqualTo(200);
        assertThat(eventually(() -> create("a"), made -> made.status() == 201).status())
                .isEqualTo(201);
    }

    @Test
    void seesDeletesAndSubresources() {
        create("a");
        webhook.reviews("/deny", request -> response("{'allowed':false}"));
        register("Validating", "v", hook("deny.example.com", "/deny", ""));
        assertThat(cluster.delete(MAPS + "/a").status()).isEqualTo(400);
        var request = (Dict) webhook.asked.poll().get("request");
        assertThat(request.get("operation")).isEqualTo("DELETE");
        assertThat(request.get("object").toString()).isEqualTo("null");
        assertThat(((Dict) ((Dict) request.get("oldObject")).get("metadata")).get("name"))
                .isEqualTo("a");
        assertThat(JsonReader.any("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(Dict.EMPTY);
    }
}
