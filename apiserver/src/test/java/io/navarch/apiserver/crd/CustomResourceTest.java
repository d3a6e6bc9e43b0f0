package io.navarch.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A definition is written, and objects of its kind are served at once on the path of all kinds. */
class CustomResourceTest {
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String TABS = "/apis/stable.example.com/v1/namespaces/default/crontabs";

    static final String CRONTAB = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"crontabs.stable.example.com"},
             "spec":{"group":"stable.example.com","scope":"Namespaced",
              "names":{"plural":"crontabs","singular":"crontab","kind":"CronTab","shortNames":["ct"],"categories":["all"]},
              "versions":[{"name":"v1","served":true,"storage":true,
               "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
                 "statusReplicasPath":".status.replicas","labelSelectorPath":".status.labelSelector"}},
               "selectableFields":[{"jsonPath":".spec.image"}],
               "additionalPrinterColumns":[
                 {"name":"Spec","type":"string","jsonPath":".spec.cronSpec","description":"when"},
                 {"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},
                 {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                 "spec":{"type":"object","required":["cronSpec"],"properties":{
                   "cronSpec":{"type":"string","pattern":"^(\\\\d+|\\\\*)(/\\\\d+)?(\\\\s+(\\\\d+|\\\\*)(/\\\\d+)?){4}$"},
                   "image":{"type":"string"},
                   "policy":{"type":"string","enum":["Allow","Forbid"],"default":"Allow"},
                   "replicas":{"type":"integer","minimum":1,"maximum":10},
                   "port":{"x-kubernetes-int-or-string":true},
                   "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                   "note":{"type":"string","nullable":true},
                   "hosts":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
                   "steps":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                     "items":{"type":"object","required":["name"],"properties":{
                       "name":{"type":"string"},"image":{"type":"string"}}}}}},
                 "status":{"type":"object","properties":{"replicas":{"type":"integer"},
                   "labelSelector":{"type":"string"}}}}}}}]}}
            """;

    private final WholeServer server = new WholeServer();

    @BeforeEach
    void define() {
        var answer = server.post(DEFINITIONS, CRONTAB);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private WholeServer.Answer create(String name, String spec) {
        return server.post(
                TABS,
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'" + name + "'},'spec':"
                        + spec + "}");
    }

    @Test
    void acceptsTheNamesAndEstablishesTheKind() {
        var definition = server.get(DEFINITIONS + "/crontabs.stable.example.com");
        assertThat(definition.text("status", "conditions"))
                .contains("reason=NoConflicts", "reason=InitialNamesAccepted");
        assertThat(definition.text("status", "acceptedNames"))
                .isEqualTo("{categories=[all], kind=CronTab, listKind=CronTabList, plural=crontabs, shortNames=[ct],"
                        + " singular=crontab}");
        assertThat(definition.text("status", "storedVersions")).isEqualTo("[v1]");
        assertThat(definition.text("metadata", "generation")).isEqualTo("1");
    }

    @Test
    void createsPrunesAndFillsInDefaults() {
        var made = create(
                "a",
                "{'cronSpec':'* * * * */5','unknown':1,'free':{'x':{'y':1}},'port':'http','image':null,'note':null}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        assertThat(made.text("spec"))
                .isEqualTo("{cronSpec=* * * * */5, free={x={y=1}}, note=null, policy=Allow, port=http}");
        assertThat(made.text("metadata", "generation")).isEqualTo("1");
        assertThat(made.text("metadata", "uid")).isNotEmpty();
        var read = server.get(TABS + "/a");
        assertThat(read.body()).isEqualTo(made.body());
        assertThat(server.get(TABS).text("kind")).isEqualTo("CronTabList");
    }

    @Test
    void refusesWhatTheSchemaDoesNotAllow() {
        var refused = create("a", "{'cronSpec':'x','replicas':'many','policy':'Never','hosts':['a','a']}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "CronTab.stable.example.com \"a\" is invalid: [spec.cronSpec: Invalid value: \"x\": spec.cronSpec in"
                                + " body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', spec.policy: Unsupported"
                                + " value: \"Never\": supported values: \"Allow\", \"Forbid\", spec.replicas: Invalid value:"
                                + " \"string\": spec.replicas in body must be of type integer: \"string\", spec.hosts[1]: Duplicate"
                                + " value: \"a\"]");
        assertThat(create("a", "{'replicas':11}").message())
                .contains("spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10")
                .contains("spec.cronSpec: Required value");
    }

    @Test
    void tellsOfUnknownFields() {
        var strict = server.post(
                TABS + "?fieldValidation=Strict",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':{'cronSpec':'* * * *"
                        + " *','foo':1,'steps':[{'name':'x','bar':2}]},'top':1}");
        assertThat(strict.status()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo(
                        "CronTab in version \"v1\" cannot be handled as a CronTab: strict decoding error: unknown field"
                                + " \"spec.foo\", unknown field \"spec.steps[0].bar\", unknown field \"top\"");
    }

    @Test
    void growsTheGenerationWithTheContentAlone() {
        create("a", "{'cronSpec':'* * * * *'}");
        var labelled = server.merge(TABS + "/a", "{'metadata':{'labels':{'x':'y'}}}");
        assertThat(labelled.text("metadata", "generation")).isEqualTo("1");
        var reported = server.merge(
                TABS + "/a/status", "{'metadata':{'labels':{'x':'z'}},'spec':{'image':'i'},'status':{'replicas':2}}");
        assertThat(reported.text("metadata", "generation")).isEqualTo("1");
        assertThat(reported.text("metadata", "labels")).isEqualTo("{x=y}");
        assertThat(reported.text("status", "replicas")).isEqualTo("2");
        assertThat(reported.text("spec", "image")).isEmpty();
        var changed = server.merge(TABS + "/a", "{'spec':{'image':'i'},'status':{'replicas':7}}");
        assertThat(changed.text("metadata", "generation")).isEqualTo("2");
        assertThat(changed.text("status", "replicas")).isEqualTo("2");
    }

    @Test
    void leavesInvalidValuesAloneThatDoNotChange() {
        create("a", "{'cronSpec':'* * * * *','image':'long'}");
        var definition = server.merge(
                DEFINITIONS + "/crontabs.stable.example.com",
                CRONTAB.replace(
                        "\"image\":{\"type\":\"string\"},\n", "\"image\":{\"type\":\"string\",\"maxLength\":2},\n"));
        assertThat(definition.status()).as(definition.message()).isEqualTo(200);
        assertThat(server.merge(TABS + "/a", "{'spec':{'replicas':3}}").status())
                .isEqualTo(200);
        assertThat(server.merge(TABS + "/a", "{'spec':{'image':'other'}}").message())
                .endsWith("spec.image: Too long: may not be more than 2 bytes");
    }

    @Test
    void scales() {
        create("a", "{'cronSpec':'* * * * *','replicas':2}");
        server.merge(TABS + "/a/status", "{'status':{'replicas':1,'labelSelector':'app=a'}}");
        var scale = server.get(TABS + "/a/scale");
        assertThat(scale.text("spec", "replicas")).isEqualTo("2");
        assertThat(scale.text("status")).isEqualTo("{replicas=1, selector=app=a}");
        assertThat(server.merge(TABS + "/a/scale", "{'spec':{'replicas':5}}").text("spec", "replicas"))
                .isEqualTo("5");
        assertThat(server.get(TABS + "/a").text("spec", "replicas")).isEqualTo("5");
    }

    @Test
    void selectsByFields() {
        create("a", "{'cronSpec':'* * * * *','image':'one'}");
        create("b", "{'cronSpec':'* * * * *','image':'two'}");
        var found = server.get(TABS + "?fieldSelector=spec.image=two");
        assertThat(found.text("items", "0", "metadata", "name")).isEqualTo("b");
        assertThat(found.text("items", "1")).isEmpty();
        assertThat(server.get(TABS + "?fieldSelector=spec.cronSpec=two").status())
                .isEqualTo(400);
    }

    @Test
    void appliesWithOwners() {
        var made = server.apply(
                TABS + "/a?fieldManager=one",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':{'cronSpec':'* * * *"
                        + " *','hosts':['h1'],'steps':[{'name':'x','image':'i'}]}}");
        assertThat(made.status()).as(made.message()).isEqualTo(201);
        assertThat(made.text("metadata", "managedFields", "0", "fieldsV1"))
                .isEqualTo(
                        "{f:spec={f:cronSpec={}, f:hosts={v:\"h1\"={}}, f:steps={k:{\"name\":\"x\"}={.={}, f:image={},"
                                + " f:name={}}}}}");
        var conflict = server.apply(
                TABS + "/a?fieldManager=two",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':{'cronSpec':'1 * * *"
                        + " *','hosts':['h2']}}");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.cronSpec");
        var merged = server.apply(
                TABS + "/a?fieldManager=two",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':{'hosts':['h2'],"
                        + "'steps':[{'name':'y'}]}}");
        assertThat(merged.text("spec", "hosts")).isEqualTo("[h1, h2]");
        assertThat(merged.text("spec", "steps")).isEqualTo("[{image=i, name=x}, {name=y}]");
        var unknown = server.apply(
                TABS + "/a?fieldManager=two",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':{'foo':1}}");
        assertThat(unknown.status()).isEqualTo(500);
        assertThat(unknown.message())
                .isEqualTo("failed to create typed patch object (default/a; stable.example.com/v1, Kind=CronTab):"
                        + " .spec.foo: field not declared in schema");
    }

    @Test
    void appliesOverNulls() {
        create("a", "{'cronSpec':'* * * * *','note':null,'free':{'x':null}}");
        var head = "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'},'spec':";
        var applied =
                server.apply(TABS + "/a?fieldManager=m&force=true", head + "{'note':'n','hosts':null,'free':{'x':1}}}");
        assertThat(applied.text("spec"))
                .as(applied.message())
                .isEqualTo("{cronSpec=* * * * *, free={x=1}, note=n, policy=Allow}");
        var cleared = server.apply(TABS + "/a?fieldManager=m&force=true", head + "{'note':null,'free':null}}");
        assertThat(cleared.text("spec")).as(cleared.message()).contains("cronSpec=* * * * *, ", "note=null");
    }

    @Test
    void emptiesAndForgetsADeletedDefinition() throws Exception {
        create("a", "{'cronSpec':'* * * * *'}");
        server.merge(TABS + "/a", "{'metadata':{'finalizers':['example.com/wait']}}");
        var deleted = server.delete(DEFINITIONS + "/crontabs.stable.example.com");
        assertThat(deleted.text("metadata", "finalizers")).isEqualTo("[customresourcecleanup.apiextensions.k8s.io]");
        await(() ->
                !server.get(TABS + "/a").text("metadata", "deletionTimestamp").isEmpty());
        assertThat(create("b", "{'cronSpec':'* * * * *'}").message())
                .isEqualTo("create not allowed while custom resource definition is terminating");
        server.merge(TABS + "/a", "{'metadata':{'finalizers':null}}");
        await(() -> server.get(DEFINITIONS + "/crontabs.stable.example.com").status() == 404);
        await(() -> server.get(TABS).status() == 404);
        assertThat(server.post(DEFINITIONS, CRONTAB).status()).isEqualTo(201);
        assertThat(server.get(TABS).text("items")).isEqualTo("[]");
    }

    @Test
    void tellsOfDoubledFieldsAndDropsWhatMetadataDoesNotKnow() {
        var strict = server.post(
                TABS + "?fieldValidation=Strict",
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a','nope':1},'spec':{'cronSpec':'x',"
                        + "'cronSpec':'* * * * *'}}");
        assertThat(strict.message())
                .endsWith("strict decoding error: unknown field \"metadata.nope\", duplicate field \"spec.cronSpec\"");
        var bad = server.post(
                TABS,
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'A_b','labels':{'x y':'1'}},"
                        + "'spec':{'cronSpec':'* * * * *'}}");
        assertThat(bad.message())
                .contains("metadata.name: Invalid value: \"A_b\"", "metadata.labels: Invalid value: \"x y\"");
    }

    @Test
    void replacesOnlyWhatWasRead() {
        var made = create("a", "{'cronSpec':'* * * * *'}");
        var wanted =
                "{'apiVersion':'stable.example.com/v1','kind':'CronTab','metadata':{'name':'a'%s},'spec':{'cronSpec':'1 * *"
                        + " * *'}}";
        assertThat(server.put(TABS + "/a", wanted.formatted("")).message())
                .endsWith("metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
        var version = made.text("metadata", "resourceVersion");
        assertThat(server.put(TABS + "/a", wanted.formatted(",'resourceVersion':'" + version + "'"))
                        .text("metadata", "generation"))
                .isEqualTo("2");
        assertThat(server.put(TABS + "/a", wanted.formatted(",'resourceVersion':'" + version + "'"))
                        .status())
                .isEqualTo(409);
        assertThat(server.put(TABS + "/none", wanted.replace("'a'", "'none'").formatted(""))
                        .status())
                .isEqualTo(404);
        assertThat(server.call("PATCH", TABS + "/a", "application/strategic-merge-patch+json", "{}")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void keepsWritesWholeWhileTheDefinitionChanges() throws Exception {
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        var writers = new java.util.ArrayList<Thread>();
        for (int w = 0; w < 4; w++) {
            var prefix = "w" + w + "-";
            writers.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 50; i++) {
                    var made = create(prefix + i, "{'cronSpec':'* * * * *','replicas':1}");
                    var changed = server.merge(TABS + "/" + prefix + i, "{'spec':{'replicas':2}}");
                    if (made.status() != 201 || changed.status() != 200) {
                        failures.add(made.message() + changed.message());
                    }
                }
            }));
        }
        for (int i = 0; i < 20; i++) {
            server.merge(
                    DEFINITIONS + "/crontabs.stable.example.com",
                    CRONTAB.replace("\"maximum\":10", "\"maximum\":" + (11 + i)));
        }
        for (var writer : writers) {
            writer.join();
        }
        assertThat(failures).isEmpty();
        var list = (java.util.List<?>)
                java.util.Objects.requireNonNull(server.get(TABS).at("items"));
        assertThat(list).hasSize(200);
    }

    static void await(java.util.function.BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
