package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Crds.DEFINITIONS;
import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.node.Kubectl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Upstream's rows CustomResourcePublishOpenAPI, with the oldest and the newest kubectl of the machine where it asks for kubectl. */
class PublishedSchemasTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String SCHEMA =
            "'description':'Foo CRD for Testing','type':'object','properties':{'spec':{'type':'object','description':'Specification of Foo','properties':"
                    + "{'bars':{'type':'array','description':'List of Bars and their specs.','items':{'type':'object','required':['name'],'properties':"
                    + "{'name':{'description':'Name of Bar.','type':'string'},'age':{'description':'Age of Bar.','type':'string'},"
                    + "'feeling':{'description':'Whether Bar is feeling great.','type':'string','enum':['Great','Down']},"
                    + "'bazs':{'description':'List of Bazs.','items':{'type':'string'},'type':'array'}}}}}},"
                    + "'status':{'description':'Status of Foo','type':'object','properties':{'bars':{'description':'List of Bars and their statuses.',"
                    + "'type':'array','items':{'type':'object','properties':{'name':{'type':'string'},'available':{'type':'boolean'}}}}}}}";

    @TempDir
    Path home;

    private static boolean published(String version, String kind) {
        var name = "io.test." + version + "." + kind;
        boolean second = ok(api.get("/openapi/v2")).raw().contains("\"" + name + "\":{");
        var third = api.get("/openapi/v3/apis/test.io/" + version);
        assertThat(third.status() == 200 && third.raw().contains("\"" + name + "\":{"))
                .isEqualTo(second);
        return second;
    }

    @Test
    void versionsArePublishedAndGone() {
        api.made(
                DEFINITIONS,
                Crds.definition(
                        "foos",
                        "Foo",
                        "",
                        Crds.version("v1alpha1", true, false, SCHEMA, ""),
                        Crds.version("v1", true, true, SCHEMA, "")));
        Running.until(() -> assertThat(published("v1", "Foo")).isTrue());
        assertThat(published("v1alpha1", "Foo")).isTrue();
        ok(api.jsonPatch(
                DEFINITIONS + "/foos.test.io", "[{'op':'replace','path':'/spec/versions/0/served','value':false}]"));
        Running.until(() -> assertThat(published("v1alpha1", "Foo")).isFalse());
        assertThat(published("v1", "Foo")).isTrue();
        ok(
                api.jsonPatch(
                        DEFINITIONS + "/foos.test.io",
                        "[{'op':'replace','path':'/spec/versions/0/name','value':'v2'},{'op':'replace','path':'/spec/versions/0/served','value':true}]"));
        Running.until(() -> assertThat(published("v2", "Foo")).isTrue());
        assertThat(api.get("/openapi/v2").raw()).doesNotContain("v1alpha1.Foo");
        api.delete(DEFINITIONS + "/foos.test.io");
        Running.until(() -> assertThat(published("v1", "Foo")).isFalse());
    }

    @Test
    void kindsOfOneGroupArePublishedSideBySide() {
        api.made(DEFINITIONS, Crds.simple("lefts", "Left", SCHEMA));
        api.made(DEFINITIONS, Crds.simple("rights", "Right", SCHEMA));
        Running.until(() ->
                assertThat(published("v1", "Left") && published("v1", "Right")).isTrue());
        var other = Crds.definition("ups", "Up", "", Crds.version("v4", true, true, SCHEMA, ""));
        api.made(DEFINITIONS, other);
        Running.until(() -> assertThat(published("v4", "Up")).isTrue());
    }

    private List<Path> kubectls() throws IOException {
        var found = Kubectl.binaries();
        Assumptions.assumeFalse(found.isEmpty(), "no kubectl on this machine");
        return found;
    }

    private Kubectl kubectl(Path binary) throws IOException {
        return new Kubectl(binary, home, api.cluster().kubeconfig());
    }

    @Test
    void kubectlChecksAndExplainsASchema() throws IOException, InterruptedException {
        api.made(DEFINITIONS, Crds.simple("valids", "Valid", SCHEMA));
        var good = Running.quoted(
                "{'apiVersion':'test.io/v1','kind':'Valid','metadata':{'name':'test-cr'},'spec':{'bars':[{'name':'test-bar'}]}}");
        for (var binary : kubectls()) {
            var kubectl = kubectl(binary);
            assertThat(kubectl.fed(good, "create", "-f", "-").both()).isEqualTo("valid.test.io/test-cr created\n");
            assertThat(kubectl.fed(good, "apply", "-f", "-").exit()).isZero();
            assertThat(kubectl.run("delete", "valids", "test-cr").both()).contains("deleted");
            var known = good.replace("\"name\":\"test-bar\"", "\"name\":\"test-bar\",\"feeling\":\"NonExistentValue\"");
            assertThat(kubectl.fed(known, "create", "-f", "-").both())
                    .contains("Unsupported value: \"NonExistentValue\": supported values: \"Great\", \"Down\"");
            var unknown = good.replace("\"name\":\"test-bar\"", "\"name\":\"test-bar\",\"unknown\":true");
            for (var verb : List.of("create", "apply")) {
                assertThat(kubectl.fed(unknown, verb, "--validate=true", "-f", "-")
                                .both())
                        .contains("unknown field \"spec.bars[0].unknown\"");
                assertThat(kubectl.fed(good.replace("\"name\":\"test-bar\"", "\"age\":\"10\""), verb, "-f", "-")
                                .both())
                        .contains("spec.bars[0].name: Required value");
            }
            assertThat(kubectl.run("explain", "valids").out()).contains("Foo CRD for Testing", "Specification of Foo");
            assertThat(kubectl.run("explain", "valids.spec").out()).contains("Specification of Foo", "List of Bars");
            assertThat(kubectl.run("explain", "valids.spec.bars.bazs").out()).contains("List of Bazs");
            assertThat(kubectl.run("explain", "valids.spec.bars2").both()).contains("field \"bars2\" does not exist");
            assertThat(kubectl.run("explain", "valids.metadata").out()).contains("Standard object's metadata");
        }
    }

    @Test
    void kubectlTakesAnythingWithoutASchema() throws IOException, InterruptedException {
        api.made(
                DEFINITIONS,
                Crds.simple(
                        "roots",
                        "Root",
                        "'description':'preserve-unknown-properties at root','x-kubernetes-preserve-unknown-fields':true,'type':'object'"));
        api.made(
                DEFINITIONS,
                Crds.simple(
                        "nesteds",
                        "Nested",
                        "'description':'preserve-unknown-properties in nested field','type':'object','properties':{'spec':{'description':'Specification of Waldo','type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'dummy':{'type':'object'}}},'status':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}"));
        for (var binary : kubectls()) {
            var kubectl = kubectl(binary);
            for (var kind : List.of("Root", "Nested")) {
                var object = Running.quoted("{'apiVersion':'test.io/v1','kind':'" + kind
                        + "','metadata':{'name':'test-cr'},'spec':{'a':null,'b':[{'c':'d'}]}}");
                assertThat(kubectl.fed(object, "create", "-f", "-").exit()).isZero();
                assertThat(kubectl.fed(object, "apply", "-f", "-").exit()).isZero();
                assertThat(kubectl.run("delete", kind, "test-cr").exit()).isZero();
                assertThat(kubectl.run("explain", kind).out())
                        .containsPattern("KIND:\\s+" + kind)
                        .contains("preserve-unknown-properties");
            }
        }
    }
}
