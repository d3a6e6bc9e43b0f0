package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows Namespaces and OrderedNamespaceDeletion. */
class NamespacesTest {
    @RegisterExtension
    static final Running api = new Running(1);

    private static String pod(String name, String more) {
        return "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'" + more
                + "},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";
    }

    private static void awaitGone(String path) {
        Running.until(() -> assertThat(api.get(path).status()).isEqualTo(404));
    }

    @Test
    void podsGoWithTheirNamespace() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/pods", pod("p", ""));
        Running.until(() ->
                assertThat(api.get(ns + "/pods/p").text("status", "phase")).isEqualTo("Running"));
        ok(api.delete(ns));
        awaitGone(ns);
        api.made("/api/v1/namespaces", "{'metadata':{'name':'" + ns.substring(ns.lastIndexOf('/') + 1) + "'}}");
        assertThat(api.get(ns + "/pods/p").status()).isEqualTo(404);
    }

    @Test
    void servicesGoWithTheirNamespace() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        var ip = api.made(ns + "/services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}")
                .text("spec", "clusterIP");
        ok(api.delete(ns));
        awaitGone(ns);
        var other = "/api/v1/namespaces/" + api.namespace();
        api.made(
                other + "/services",
                "{'metadata':{'name':'s'},'spec':{'clusterIP':'" + ip + "','ports':[{'port':80}]}}");
    }

    @Test
    void podsGoFirst() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        api.made(ns + "/pods", pod("p", ",'finalizers':['test.io/hold']"));
        api.made(ns + "/configmaps", "{'metadata':{'name':'m'}}");
        ok(api.delete(ns));
        Running.until(() -> {
            var namespace = ok(api.get(ns));
            assertThat(namespace.text("status", "phase")).isEqualTo("Terminating");
            assertThat(api.get(ns + "/pods/p").text("metadata", "deletionTimestamp"))
                    .isNotEmpty();
        });
        assertThat(api.get(ns + "/configmaps/m").text("metadata", "deletionTimestamp"))
                .isEmpty();
        ok(api.get(ns + "/configmaps/m"));
        var late = api.post(ns + "/configmaps", "{'metadata':{'name':'late'}}");
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.message()).contains("because it is being terminated");
        ok(api.merge(ns + "/pods/p", "{'metadata':{'finalizers':null}}"));
        awaitGone(ns);
    }

    @Test
    void namespacesArePatched() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        assertThat(ok(api.strategic(ns, "{'metadata':{'labels':{'testLabel':'testValue'}}}"))
                        .text("metadata", "labels", "testLabel"))
                .isEqualTo("testValue");
        assertThat(api.get(ns).text("metadata", "labels", "testLabel")).isEqualTo("testValue");
    }

    @Test
    void namespacesAreUpdated() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        var wanted = ok(api.get(ns)).raw().replaceFirst("\"labels\":\\{", "\"labels\":{\"updated\":\"yes\",");
        assertThat(ok(api.put(ns, wanted)).text("metadata", "labels", "updated"))
                .isEqualTo("yes");
    }

    @Test
    void statusOfNamespacesIsWritten() {
        var ns = "/api/v1/namespaces/" + api.namespace();
        assertThat(ok(api.get(ns + "/status")).text("status", "phase")).isEqualTo("Active");
        var patched = ok(
                api.merge(
                        ns + "/status",
                        "{'metadata':{'annotations':{'e2e-patched-ns-status':'x'}},'status':{'conditions':[{'type':'StatusPatch','status':'True','reason':'E2E','message':'Patched'}]}}"));
        assertThat(patched.text("metadata", "annotations", "e2e-patched-ns-status"))
                .isEqualTo("x");
        assertThat(patched.text("status", "conditions", "0", "type")).isEqualTo("StatusPatch");
        var updated = ok(api.put(ns + "/status", patched.raw().replace("StatusPatch", "StatusUpdate")));
        assertThat(updated.text("status", "conditions", "0", "type")).isEqualTo("StatusUpdate");
    }

    @Test
    void finalizersOfNamespacesAreWritten() {
        var name = api.namespace();
        var ns = "/api/v1/namespaces/" + name;
        var finalize = ns + "/finalize";
        var wanted = ok(api.get(ns))
                .raw()
                .replaceFirst("\"finalizers\":\\[", "\"finalizers\":[\"e2e.example.com/fakeFinalizer\",");
        assertThat(ok(api.put(finalize, wanted)).list("spec", "finalizers"))
                .asString()
                .contains("fakeFinalizer");
        var removed = ok(api.get(ns))
                .raw()
                .replace("\"e2e.example.com/fakeFinalizer\",", "")
                .replace(",\"e2e.example.com/fakeFinalizer\"", "");
        assertThat(ok(api.put(finalize, removed)).list("spec", "finalizers").toString())
                .isEqualTo("[kubernetes]");
    }
}
