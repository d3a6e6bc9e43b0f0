package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server-side apply and dry runs over HTTPS, on built-in kinds and on custom ones. */
class ApplyTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static String deployments() {
        return "/apis/apps/v1/namespaces/" + api.namespace() + "/deployments";
    }

    private static String deployment(String more) {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{" + more
                + "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}}}";
    }

    private static List<String> managers(Answer answer) {
        return answer.list("metadata", "managedFields").stream()
                .map(entry -> Answer.textIn(entry, "manager") + " " + Answer.textIn(entry, "operation")
                        + (Answer.textIn(entry, "subresource").isEmpty()
                                ? ""
                                : " " + Answer.textIn(entry, "subresource")))
                .toList();
    }

    @Test
    void fieldsBelongToWhoAppliedThem() {
        var path = deployments();
        var made = api.apply(path + "/d?fieldManager=one", deployment("'replicas':3,"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(managers(made)).containsExactly("one Apply");
        var conflict = api.apply(path + "/d?fieldManager=two", deployment("'replicas':5,"));
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas");
        assertThat(conflict.text("details", "causes", "0", "reason")).isEqualTo("FieldManagerConflict");
        assertThat(conflict.text("details", "causes", "0", "field")).isEqualTo(".spec.replicas");
        var forced = ok(api.apply(path + "/d?fieldManager=two&force=true", deployment("'replicas':5,")));
        assertThat(forced.text("spec", "replicas")).isEqualTo("5");
        assertThat(managers(forced)).startsWith("one Apply", "two Apply");
        Running.until(
                () -> assertThat(managers(api.get(path + "/d"))).contains("kube-controller-manager Update status"));
        // What one no longer says stays, since two says it; what nobody says goes back to the default.
        assertThat(ok(api.apply(path + "/d?fieldManager=one", deployment(""))).text("spec", "replicas"))
                .isEqualTo("5");
        assertThat(ok(api.apply(path + "/d?fieldManager=two", deployment(""))).text("spec", "replicas"))
                .isEqualTo("1");
    }

    @Test
    void updatesConflictOnlyWithWhatTheyChanged() {
        var path = deployments();
        api.apply(path + "/d?fieldManager=one", deployment("'replicas':3,"));
        ok(api.merge(path + "/d/scale?fieldManager=scaler", "{'spec':{'replicas':7}}"));
        var scaled = ok(api.get(path + "/d"));
        assertThat(managers(scaled)).contains("one Apply", "scaler Update scale");
        var conflict = api.apply(path + "/d?fieldManager=one", deployment("'replicas':3,"));
        assertThat(conflict.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\" using apps/v1: .spec.replicas");
        ok(api.apply(path + "/d?fieldManager=one", deployment("")));
        assertThat(api.get(path + "/d").text("spec", "replicas")).isEqualTo("7");
    }

    @Test
    void elementsOfListsAreOwnedByKey() {
        var services = "/api/v1/namespaces/" + api.namespace() + "/services";
        var service = "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':[%s]}}";
        api.apply(services + "/s?fieldManager=one", service.formatted("{'name':'a','port':80,'protocol':'TCP'}"));
        var both = ok(api.apply(
                services + "/s?fieldManager=two", service.formatted("{'name':'b','port':81,'protocol':'TCP'}")));
        assertThat(both.list("spec", "ports"))
                .extracting(port -> Answer.textIn(port, "name"))
                .containsExactly("a", "b");
        var left = ok(api.apply(
                services + "/s?fieldManager=one", "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'}}"));
        assertThat(left.list("spec", "ports"))
                .extracting(port -> Answer.textIn(port, "name"))
                .containsExactly("b");
    }

    @Test
    void customResourcesMergeAsTheirSchemaSays() {
        api.made(
                Crds.DEFINITIONS,
                Crds.definition(
                        "merges",
                        "Merge",
                        "",
                        Crds.version(
                                "v1",
                                true,
                                true,
                                "'type':'object','properties':{'spec':{'type':'object','properties':{'set':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},"
                                        + "'map':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','required':['k'],'properties':{'k':{'type':'string'},'v':{'type':'integer'}}}},"
                                        + "'whole':{'type':'object','x-kubernetes-map-type':'atomic','additionalProperties':{'type':'string'}}}},'status':{'type':'object','properties':{'x':{'type':'integer'}}}}",
                                ",'subresources':{'status':{}}")));
        var path = Crds.path("v1", api.namespace(), "merges") + "/m";
        var object = "{'apiVersion':'test.io/v1','kind':'Merge','metadata':{'name':'m'},'spec':{%s}}";
        assertThat(api.apply(
                                path + "?fieldManager=one",
                                object.formatted("'set':['a'],'map':[{'k':'x','v':1}],'whole':{'a':'1'}"))
                        .status())
                .isEqualTo(201);
        var both = ok(api.apply(path + "?fieldManager=two", object.formatted("'set':['b'],'map':[{'k':'y','v':2}]")));
        assertThat(both.text("spec", "set")).isEqualTo("[a, b]");
        assertThat(both.list("spec", "map")).hasSize(2);
        assertThat(api.apply(path + "?fieldManager=two", object.formatted("'whole':{'b':'2'}"))
                        .message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.whole");
        var status = ok(api.apply(
                path + "/status?fieldManager=controller",
                "{'apiVersion':'test.io/v1','kind':'Merge','metadata':{'name':'m'},'status':{'x':1}}"));
        assertThat(status.text("status", "x")).isEqualTo("1");
        assertThat(managers(status)).contains("controller Apply status");
        var ignored = ok(
                api.apply(
                        path + "?fieldManager=two",
                        "{'apiVersion':'test.io/v1','kind':'Merge','metadata':{'name':'m'},'spec':{'set':['b']},'status':{'x':5}}"));
        assertThat(ignored.text("status", "x")).isEqualTo("1");
        assertThat(ignored.list("spec", "map")).hasSize(1);
    }

    @Test
    void appliesSayWhoTheyAre() {
        var path = deployments();
        var nobody = api.apply(path + "/d", deployment(""));
        assertThat(nobody.status()).isEqualTo(422);
        assertThat(nobody.message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        var managed = api.apply(
                path + "/d?fieldManager=one",
                deployment("").replace("'name':'d'", "'name':'d','managedFields':[{'manager':'x'}]"));
        assertThat(managed.status()).isEqualTo(400);
        assertThat(managed.message()).isEqualTo("metadata.managedFields must be nil");
        var gone = api.apply(
                path + "/d?fieldManager=one", deployment("").replace("'name':'d'", "'name':'d','uid':'nobody'"));
        assertThat(gone.status()).isEqualTo(409);
    }

    @Test
    void dryRunsAnswerAndKeepNothing() {
        var namespace = api.namespace();
        var maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        var map = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'data':{'a':'%s'}}";
        assertThat(api.post(maps + "?dryRun=All", map.formatted("1")).text("metadata", "uid"))
                .isNotEmpty();
        assertThat(api.apply(maps + "/m?dryRun=All&fieldManager=x", map.formatted("1"))
                        .status())
                .isEqualTo(201);
        assertThat(api.get(maps + "/m").status()).isEqualTo(404);
        var made = api.made(maps, map.formatted("1"));
        assertThat(ok(api.put(maps + "/m?dryRun=All", map.formatted("2"))).text("data", "a"))
                .isEqualTo("2");
        assertThat(ok(api.merge(maps + "/m?dryRun=All", "{'data':{'a':'3'}}")).text("data", "a"))
                .isEqualTo("3");
        assertThat(ok(api.delete(maps + "/m?dryRun=All")).text("status")).isEqualTo("Success");
        assertThat(ok(api.delete(maps + "?dryRun=All&fieldSelector=metadata.name%3Dm"))
                        .names())
                .containsExactly("m");
        var still = ok(api.get(maps + "/m"));
        assertThat(still.text("data", "a")).isEqualTo("1");
        assertThat(still.text("metadata", "resourceVersion")).isEqualTo(made.text("metadata", "resourceVersion"));
        var wrong = api.post(maps + "?dryRun=Some", map.formatted("1"));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.message()).contains("dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"");
    }
}
