package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Crds.DEFINITIONS;
import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Dict;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows AdmissionWebhook. */
class WebhooksTest {
    @RegisterExtension
    static final Running api = new Running(1);

    private static final String CONFIGS = "/apis/admissionregistration.k8s.io/v1/";
    private static final String VALIDATING = CONFIGS + "validatingwebhookconfigurations";
    private static final String MUTATING = CONFIGS + "mutatingwebhookconfigurations";
    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static Hooks hooks;

    @BeforeAll
    static void open() {
        hooks = new Hooks()
                .admits("/always-deny", request -> Hooks.denied("always denied"))
                .admits("/always-allow", request -> Hooks.ALLOWED)
                .admits("/hang", request -> {
                    try {
                        OVER.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return Hooks.ALLOWED;
                })
                .admits("/labelled", request -> {
                    var object = request.get("object");
                    return Answer.textIn(object, "metadata", "labels", "webhook-e2e-test")
                                            .equals("disallow")
                                    || Answer.textIn(object, "data", "webhook-e2e-test")
                                            .equals("webhook-disallow")
                            ? Hooks.denied("the object contains unwanted content")
                            : Hooks.ALLOWED;
                })
                .admits("/mutate-1", request -> stage(request, "mutation-start", "mutation-stage-1"))
                .admits("/mutate-2", request -> stage(request, "mutation-stage-1", "mutation-stage-2"))
                .admits(
                        "/init-container",
                        request -> Hooks.patched(
                                "[{'op':'add','path':'/spec/initContainers','value':[{'image':'webhook-added-image','name':'webhook-added-init','resources':{}}]}]"));
    }

    @AfterAll
    static void shut() {
        OVER.countDown();
        hooks.close();
    }

    private static Dict stage(Dict request, String after, String added) {
        var data = Answer.in(request, "object", "data");
        return Answer.textIn(data, after).equals("yes")
                ? Hooks.patched("[{'op':'add','path':'/data/" + added + "','value':'yes'}]")
                : Hooks.ALLOWED;
    }

    private static String hook(String path, String namespace, String rules, String more) {
        return "{'name':'" + path.substring(1) + ".test.io','clientConfig':" + hooks.client(path)
                + ",'sideEffects':'None','admissionReviewVersions':['v1','v1beta1'],'rules':[" + rules
                + "],'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'"
                + namespace + "'}}" + more + "}";
    }

    private static String rule(String operations, String group, String resources) {
        return "{'operations':[" + operations + "],'apiGroups':['" + group + "'],'apiVersions':['*'],'resources':["
                + resources + "]}";
    }

    private static String config(String kind, String name, String... webhooks) {
        return "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'" + kind
                + "WebhookConfiguration','metadata':{'name':'" + name + "','labels':{'set':'" + name
                + "'}},'webhooks':[" + String.join(",", webhooks) + "]}";
    }

    private static String map(String name, String data) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'},'data':{" + data + "}}";
    }

    private static String pod(String name, String more) {
        return "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'" + more
                + "},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";
    }

    @Test
    void podsAndConfigMapsAreRefused() {
        var ns = api.namespace();
        var maps = "/api/v1/namespaces/" + ns + "/configmaps";
        var pods = "/api/v1/namespaces/" + ns + "/pods";
        api.made(
                VALIDATING,
                config(
                        "Validating",
                        ns,
                        hook("/labelled", ns, rule("'CREATE','UPDATE'", "", "'pods','configmaps'"), "")));
        var refused = api.post(pods, pod("bad", ",'labels':{'webhook-e2e-test':'disallow'}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "admission webhook \"labelled.test.io\" denied the request: the object contains unwanted content");
        assertThat(api.post(maps, map("bad", "'webhook-e2e-test':'webhook-disallow'"))
                        .message())
                .contains("the object contains unwanted content");
        api.made(maps, map("good", ""));
        assertThat(api.merge(maps + "/good", "{'data':{'webhook-e2e-test':'webhook-disallow'}}")
                        .message())
                .contains("unwanted content");
        assertThat(api.put(maps + "/good", map("good", "'webhook-e2e-test':'webhook-disallow'"))
                        .message())
                .contains("unwanted content");
        var free = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        api.made(free, map("bad", "'webhook-e2e-test':'webhook-disallow'"));
    }

    @Test
    void aWebhookThatHangsIsNotWaitedForLong() {
        var ns = api.namespace();
        api.made(
                VALIDATING,
                config("Validating", ns, hook("/hang", ns, rule("'CREATE'", "", "'pods'"), ",'timeoutSeconds':1")));
        var refused = api.post("/api/v1/namespaces/" + ns + "/pods", pod("p", ""));
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.message())
                .isEqualTo(
                        "Internal error occurred: failed calling webhook \"hang.test.io\": failed to call webhook: Post \""
                                + hooks.url("/hang?timeout=1s") + "\": context deadline exceeded");
        api.delete(VALIDATING + "/" + ns);
        api.made(
                VALIDATING,
                config(
                        "Validating",
                        ns,
                        hook(
                                "/hang",
                                ns,
                                rule("'CREATE'", "", "'pods'"),
                                ",'timeoutSeconds':1,'failurePolicy':'Ignore'")));
        api.made("/api/v1/namespaces/" + ns + "/pods", pod("p", ""));
    }

    @Test
    void attachingIsRefused() {
        var ns = api.namespace();
        api.made(
                VALIDATING,
                config("Validating", ns, hook("/always-deny", ns, rule("'CONNECT'", "", "'pods/attach'"), "")));
        api.made("/api/v1/namespaces/" + ns + "/pods", pod("p", ""));
        Running.until(
                () -> assertThat(api.get("/api/v1/namespaces/" + ns + "/pods/p").text("status", "phase"))
                        .isEqualTo("Running"));
        var refused = api.post("/api/v1/namespaces/" + ns + "/pods/p/attach?container=c&stdout=true", "");
        assertThat(refused.message()).contains("admission webhook \"always-deny.test.io\" denied the request");
    }

    @Test
    void customResourcesAreRefused() {
        api.made(DEFINITIONS, Crds.simple("denieds", "Denied", Crds.OPEN));
        var ns = api.namespace();
        var path = Crds.path("v1", ns, "denieds");
        api.made(path, Crds.object("v1", "Denied", "there", ""));
        api.made(
                VALIDATING,
                config(
                        "Validating",
                        ns,
                        hook("/always-deny", ns, rule("'CREATE','UPDATE','DELETE'", "test.io", "'denieds'"), "")));
        var words = "admission webhook \"always-deny.test.io\" denied the request: always denied";
        assertThat(api.post(path, Crds.object("v1", "Denied", "new", "")).message())
                .isEqualTo(words);
        assertThat(api.merge(path + "/there", "{'x':1}").message()).isEqualTo(words);
        assertThat(api.delete(path + "/there").message()).isEqualTo(words);
        ok(api.delete(VALIDATING + "/" + ns));
        ok(api.delete(path + "/there"));
    }

    @Test
    void failClosedWebhooksRefuseEverything() {
        var ns = api.namespace();
        api.made(
                VALIDATING,
                config(
                        "Validating",
                        ns,
                        hook("/always-allow", ns, rule("'CREATE'", "", "'configmaps'"), ",'failurePolicy':'Fail'")
                                .replaceFirst(",'caBundle':'[^']*'", "")));
        var refused = api.post("/api/v1/namespaces/" + ns + "/configmaps", map("m", ""));
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.message())
                .isEqualTo(
                        "Internal error occurred: failed calling webhook \"always-allow.test.io\": failed to call webhook: Post \""
                                + hooks.url("/always-allow?timeout=10s")
                                + "\": tls: failed to verify certificate: x509: certificate signed by unknown authority");
    }

    @Test
    void webhooksDoNotWatchOverThemselves() {
        var all =
                "{'operations':['*'],'apiGroups':['admissionregistration.k8s.io'],'apiVersions':['*'],'resources':['*']}";
        api.made(
                VALIDATING,
                config(
                        "Validating",
                        "guard",
                        hook("/always-deny", "x", all, "").replaceFirst(",'namespaceSelector':\\{[^}]*}}", "")));
        api.made(
                MUTATING,
                config(
                        "Mutating",
                        "guard",
                        hook("/mutate-1", "x", all, "").replaceFirst(",'namespaceSelector':\\{[^}]*}}", "")));
        var made = api.made(
                VALIDATING,
                config("Validating", "dummy", hook("/always-allow", "x", rule("'CREATE'", "", "'nothing'"), "")));
        assertThat(made.text("metadata", "labels")).isEqualTo("{set=dummy}");
        ok(api.delete(VALIDATING + "/dummy"));
        ok(api.delete(VALIDATING + "/guard"));
        ok(api.delete(MUTATING + "/guard"));
    }

    @Test
    void configMapsAreChangedByOneAfterTheOther() {
        var ns = api.namespace();
        api.made(
                MUTATING,
                config(
                        "Mutating",
                        ns,
                        hook("/mutate-1", ns, rule("'CREATE'", "", "'configmaps'"), ""),
                        hook("/mutate-2", ns, rule("'CREATE'", "", "'configmaps'"), "")));
        var made = api.made("/api/v1/namespaces/" + ns + "/configmaps", map("m", "'mutation-start':'yes'"));
        assertThat(made.text("data")).isEqualTo("{mutation-stage-1=yes, mutation-stage-2=yes, mutation-start=yes}");
    }

    @Test
    void podsGetDefaultsAfterTheyWereChanged() {
        var ns = api.namespace();
        api.made(MUTATING, config("Mutating", ns, hook("/init-container", ns, rule("'CREATE'", "", "'pods'"), "")));
        var made = api.made("/api/v1/namespaces/" + ns + "/pods", pod("p", ""));
        assertThat(made.text("spec", "initContainers", "0", "name")).isEqualTo("webhook-added-init");
        assertThat(made.text("spec", "initContainers", "0", "terminationMessagePolicy"))
                .isEqualTo("File");
    }

    @Test
    void customResourcesAreChangedAndPruned() {
        var ns = api.namespace();
        api.made(
                DEFINITIONS,
                Crds.simple(
                        "prunes",
                        "Prune",
                        "'type':'object','properties':{'data':{'type':'object','properties':{'mutation-start':{'type':'string'},'mutation-stage-1':{'type':'string'}}}}"));
        api.made(DEFINITIONS, Crds.simple("keeps", "Keep", Crds.OPEN));
        var rule = rule("'CREATE'", "test.io", "'prunes','keeps'");
        api.made(MUTATING, config("Mutating", ns, hook("/mutate-1", ns, rule, ""), hook("/mutate-2", ns, rule, "")));
        var data = ",'data':{'mutation-start':'yes'}";
        assertThat(api.made(Crds.path("v1", ns, "keeps"), Crds.object("v1", "Keep", "k", data))
                        .text("data"))
                .isEqualTo("{mutation-stage-1=yes, mutation-stage-2=yes, mutation-start=yes}");
        assertThat(api.made(Crds.path("v1", ns, "prunes"), Crds.object("v1", "Prune", "p", data))
                        .text("data"))
                .isEqualTo("{mutation-stage-1=yes, mutation-start=yes}");
    }

    @Test
    void customResourcesOfAnotherStoredVersionAreChanged() {
        var ns = api.namespace();
        var schema = "'type':'object','properties':{'data':{'type':'object','additionalProperties':{'type':'string'}}}";
        var v1 = Crds.version("v1", true, true, schema, "");
        var v2 = Crds.version("v2", true, false, schema, "");
        api.made(DEFINITIONS, Crds.definition("shifts", "Shift", "", v1, v2));
        api.made(
                MUTATING,
                config("Mutating", ns, hook("/mutate-1", ns, rule("'CREATE','UPDATE'", "test.io", "'shifts'"), "")));
        api.made(Crds.path("v1", ns, "shifts"), Crds.object("v1", "Shift", "s", ",'data':{'mutation-start':'yes'}"));
        ok(api.merge(
                DEFINITIONS + "/shifts.test.io",
                Crds.definition(
                        "shifts",
                        "Shift",
                        "",
                        v1.replace("'storage':true", "'storage':false"),
                        v2.replace("'storage':false", "'storage':true"))));
        var patched = ok(api.merge(Crds.path("v1", ns, "shifts") + "/s", "{'data':{'other':'x'}}"));
        assertThat(patched.text("apiVersion")).isEqualTo("test.io/v1");
        assertThat(patched.text("data")).isEqualTo("{mutation-stage-1=yes, mutation-start=yes, other=x}");
        assertThat(ok(api.get(DEFINITIONS + "/shifts.test.io")).text("status", "storedVersions"))
                .isEqualTo("[v1, v2]");
    }

    @Test
    void listedAndDeletedAsACollection() {
        for (var kind : new String[] {"Validating", "Mutating"}) {
            var ns = api.namespace();
            var configs = kind.equals("Mutating") ? MUTATING : VALIDATING;
            var hook = kind.equals("Mutating") ? "/mutate-1" : "/always-deny";
            for (int i = 0; i < 10; i++) {
                api.made(
                        configs,
                        config(kind, ns + "-" + i, hook(hook, ns, rule("'CREATE'", "", "'configmaps'"), ""))
                                .replace("'set':'" + ns + "-" + i, "'all':'" + ns));
            }
            assertThat(api.get(configs + "?labelSelector=all%3D" + ns).names()).hasSize(10);
            var maps = "/api/v1/namespaces/" + ns + "/configmaps";
            var first = api.post(maps, map("a", "'mutation-start':'yes'"));
            assertThat(first.raw()).containsAnyOf("denied the request", "mutation-stage-1");
            ok(api.delete(configs + "?labelSelector=all%3D" + ns));
            var second = api.made(maps, map("b", "'mutation-start':'yes'"));
            assertThat(second.raw()).doesNotContain("mutation-stage-1");
        }
    }

    @Test
    void changesOfRegistrationsAreHeeded() {
        var ns = api.namespace();
        var maps = "/api/v1/namespaces/" + ns + "/configmaps";
        var create = rule("'CREATE'", "", "'configmaps'");
        api.made(VALIDATING, config("Validating", ns, hook("/always-deny", ns, create, "")));
        assertThat(api.post(maps, map("a", "")).status()).isEqualTo(400);
        var stored = api.get(VALIDATING + "/" + ns).raw().replace("\"CREATE\"", "\"UPDATE\"");
        ok(api.put(VALIDATING + "/" + ns, stored));
        api.made(maps, map("a", ""));
        ok(api.jsonPatch(
                VALIDATING + "/" + ns,
                "[{'op':'replace','path':'/webhooks/0/rules/0/operations','value':['CREATE']}]"));
        assertThat(api.post(maps, map("b", "")).status()).isEqualTo(400);
        ok(api.delete(VALIDATING + "/" + ns));
        api.made(MUTATING, config("Mutating", ns, hook("/mutate-1", ns, create, "")));
        ok(api.put(MUTATING + "/" + ns, api.get(MUTATING + "/" + ns).raw().replace("\"CREATE\"", "\"UPDATE\"")));
        assertThat(api.made(maps, map("c", "'mutation-start':'yes'")).raw()).doesNotContain("stage-1");
        ok(api.jsonPatch(
                MUTATING + "/" + ns, "[{'op':'replace','path':'/webhooks/0/rules/0/operations','value':['CREATE']}]"));
        assertThat(api.made(maps, map("d", "'mutation-start':'yes'")).raw()).contains("stage-1");
    }

    @Test
    void matchConditionsAreKeptAndHeeded() {
        var conditions = ",'matchConditions':[{'name':'skip','expression':'object.metadata.name != \\\"skip-me\\\"'}]";
        for (var kind : new String[] {"Validating", "Mutating"}) {
            var configs = kind.equals("Mutating") ? MUTATING : VALIDATING;
            var ns = api.namespace();
            var hook = kind.equals("Mutating") ? "/mutate-1" : "/always-deny";
            var made = api.made(
                    configs, config(kind, ns, hook(hook, ns, rule("'CREATE'", "", "'configmaps'"), conditions)));
            assertThat(made.text("webhooks", "0", "matchConditions", "0", "name"))
                    .isEqualTo("skip");
            var maps = "/api/v1/namespaces/" + ns + "/configmaps";
            assertThat(api.made(maps, map("skip-me", "'mutation-start':'yes'")).raw())
                    .doesNotContain("stage-1");
            assertThat(api.post(maps, map("me", "'mutation-start':'yes'")).raw())
                    .containsAnyOf("always denied", "stage-1");
            var changed = ok(
                    api.jsonPatch(
                            configs + "/" + ns,
                            "[{'op':'replace','path':'/webhooks/0/matchConditions','value':[{'name':'a','expression':'true'},{'name':'b','expression':'true'}]}]"));
            assertThat(changed.list("webhooks", "0", "matchConditions")).hasSize(2);
            var broken = api.post(
                    configs,
                    config(
                            kind,
                            ns + "-broken",
                            hook(
                                    hook,
                                    ns,
                                    rule("'CREATE'", "", "'configmaps'"),
                                    ",'matchConditions':[{'name':'bad','expression':'... [] bad expression'}]")));
            assertThat(broken.status()).isEqualTo(422);
            assertThat(broken.message()).contains("compilation failed");
        }
    }
}
