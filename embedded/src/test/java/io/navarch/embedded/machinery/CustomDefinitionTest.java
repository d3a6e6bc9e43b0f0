package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Crds.DEFINITIONS;
import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Upstream's rows CustomResourceDefinition resources, CustomResourceDefinition Watch, CustomResourceConversionWebhook,
 * CustomResourceFieldSelectors and CustomResourceValidationRules.
 */
class CustomDefinitionTest {
    @RegisterExtension
    static final Running api = new Running(0);

    @Test
    void definitionsComeAndGo() {
        api.made(DEFINITIONS, Crds.simple("comings", "Coming", Crds.OPEN));
        ok(api.delete(DEFINITIONS + "/comings.test.io"));
        Running.until(() ->
                assertThat(api.get(DEFINITIONS + "/comings.test.io").status()).isEqualTo(404));
    }

    @Test
    void definitionsAreListedAndDeletedByLabel() {
        for (int i = 0; i < 5; i++) {
            api.made(
                    DEFINITIONS,
                    Crds.simple("manys" + i, "Many" + i, Crds.OPEN)
                            .replace("'metadata':{", "'metadata':{'labels':{'set':'many'},"));
        }
        assertThat(api.get(DEFINITIONS + "?labelSelector=set%3Dmany").names()).hasSize(5);
        ok(api.delete(DEFINITIONS + "?labelSelector=set%3Dmany"));
        Running.until(() -> assertThat(
                        api.get(DEFINITIONS + "?labelSelector=set%3Dmany").names())
                .isEmpty());
    }

    @Test
    void statusOfDefinitionsIsReadAndWritten() {
        api.made(DEFINITIONS, Crds.simple("states", "State", Crds.OPEN));
        var status = DEFINITIONS + "/states.test.io/status";
        var current = ok(api.get(status));
        assertThat(current.text("metadata", "name")).isEqualTo("states.test.io");
        var added = current.raw()
                .replaceFirst(
                        "\"conditions\":\\[",
                        "\"conditions\":[{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"Set\"},");
        assertThat(ok(api.put(status, added)).text("status", "conditions")).contains("StatusUpdate");
        var patched = ok(api.merge(
                status, "{'status':{'conditions':[{'type':'StatusPatched','status':'True','reason':'E2E'}]}}"));
        assertThat(patched.text("status", "conditions")).contains("StatusPatched");
        Running.until(() -> assertThat(api.get(DEFINITIONS + "/states.test.io").text("status", "conditions"))
                .contains("StatusPatched", "Established"));
    }

    @Test
    void defaultsAreForRequestsAndForWhatIsStored() {
        var props = "'type':'object','properties':{'a':{'type':'string'%s},'b':{'type':'string'%s}}";
        var path = Crds.path("v1", "default", "defaulteds");
        api.made(DEFINITIONS, Crds.simple("defaulteds", "Defaulted", props.formatted("", "")));
        api.made(path, Crds.object("v1", "Defaulted", "one", ""));
        var definition = DEFINITIONS + "/defaulteds.test.io";
        var at = "[{'op':'%s','path':'/spec/versions/0/schema/openAPIV3Schema/properties/%s/default'%s}]";
        ok(api.jsonPatch(definition, at.formatted("add", "a", ",'value':'A'")));
        assertThat(ok(api.get(path + "/one")).text("a")).isEqualTo("A");
        assertThat(api.made(path, Crds.object("v1", "Defaulted", "two", "")).text("a"))
                .isEqualTo("A");
        ok(api.jsonPatch(definition, at.formatted("remove", "a", "")));
        ok(api.jsonPatch(definition, at.formatted("add", "b", ",'value':'B'")));
        assertThat(ok(api.get(path + "/two")).text("a")).isEqualTo("A");
        assertThat(api.get(path + "/two").text("b")).isEqualTo("B");
        assertThat(api.get(path + "/one").text("a")).isEmpty();
    }

    @Test
    void watchersSeeCustomResources() {
        api.made(DEFINITIONS, Crds.simple("seens", "Seen", Crds.OPEN));
        var path = Crds.path("v1", "default", "seens");
        try (var watch = api.watch(path + "?watch=true")) {
            api.made(path, Crds.object("v1", "Seen", "a", ""));
            api.made(path, Crds.object("v1", "Seen", "b", ""));
            api.merge(path + "/a", "{'x':1}");
            api.delete(path + "/a");
            api.delete(path + "/b");
            assertThat(List.of(
                            watch.nextName(), watch.nextName(), watch.nextName(), watch.nextName(), watch.nextName()))
                    .containsExactly("ADDED a", "ADDED b", "MODIFIED a", "DELETED a", "DELETED b");
        }
    }

    /** Two versions, one string in v1, split in two in v2. */
    private static Object converted(Object object, Object version) {
        var dict = (io.navarch.model.tree.Dict) object;
        if (version.equals("test.io/v1")) {
            var joined = dict.get("host") + ":" + dict.get("port");
            return dict.with("apiVersion", version)
                    .with("host", null)
                    .with("port", null)
                    .with("hostPort", joined);
        }
        var parts = String.valueOf(dict.get("hostPort")).split(":");
        return dict.with("apiVersion", version)
                .with("hostPort", null)
                .with("host", parts[0])
                .with("port", parts[1]);
    }

    private static String twoVersions(String plural, String kind, Hooks hooks, boolean first, String more) {
        return Crds.definition(
                plural,
                kind,
                ",'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1','v1beta1'],'clientConfig':"
                        + hooks.client("/convert") + "}}",
                Crds.version(
                        "v1",
                        true,
                        first,
                        "'type':'object','properties':{'hostPort':{'type':'string'}}",
                        more.replace(".host", ".hostPort")),
                Crds.version(
                        "v2",
                        true,
                        !first,
                        "'type':'object','properties':{'host':{'type':'string'},'port':{'type':'string'}}",
                        more));
    }

    @Test
    void mixedListsAreConverted() {
        try (var hooks = new Hooks().converts("/convert", CustomDefinitionTest::converted)) {
            api.made(DEFINITIONS, twoVersions("mixes", "Mix", hooks, true, ""));
            var v1 = Crds.path("v1", "default", "mixes");
            var v2 = Crds.path("v2", "default", "mixes");
            api.made(v1, Crds.object("v1", "Mix", "first", ",'hostPort':'localhost:8080'"));
            assertThat(api.get(v2 + "/first").text("port")).isEqualTo("8080");
            ok(api.merge(DEFINITIONS + "/mixes.test.io", twoVersions("mixes", "Mix", hooks, false, "")));
            api.made(v1, Crds.object("v1", "Mix", "second", ",'hostPort':'other:9090'"));
            var list = ok(api.get(v2));
            assertThat(list.text("apiVersion")).isEqualTo("test.io/v2");
            assertThat(list.list("items"))
                    .extracting(item -> Answer.textIn(item, "port"))
                    .containsExactly("8080", "9090");
            assertThat(list.list("items"))
                    .extracting(item -> Answer.textIn(item, "apiVersion"))
                    .containsOnly("test.io/v2");
            assertThat(ok(api.get(v1)).list("items"))
                    .extracting(item -> Answer.textIn(item, "hostPort"))
                    .containsExactly("localhost:8080", "other:9090");
        }
    }

    @Test
    void fieldSelectorsSelectInEveryVersion() {
        try (var hooks = new Hooks().converts("/convert", CustomDefinitionTest::converted)) {
            api.made(
                    DEFINITIONS,
                    twoVersions("picks", "Pick", hooks, true, ",'selectableFields':[{'jsonPath':'.host'}]"));
            var v1 = Crds.path("v1", "default", "picks");
            var v2 = Crds.path("v2", "default", "picks");
            try (var first = api.watch(v1 + "?watch=true&fieldSelector=hostPort%3Dhost1:80");
                    var second = api.watch(v2 + "?watch=true&fieldSelector=host%3Dhost1")) {
                api.made(v1, Crds.object("v1", "Pick", "a", ",'hostPort':'host1:80'"));
                api.made(v1, Crds.object("v1", "Pick", "b", ",'hostPort':'host1:8080'"));
                api.made(v1, Crds.object("v1", "Pick", "c", ",'hostPort':'host2:8080'"));
                assertThat(api.get(v1 + "?fieldSelector=hostPort%3Dhost1:80").names())
                        .containsExactly("a");
                assertThat(api.get(v2 + "?fieldSelector=host%3Dhost1").names()).containsExactly("a", "b");
                ok(api.merge(v2 + "/b", "{'host':'host3'}"));
                ok(api.delete(v1 + "/a"));
                assertThat(List.of(first.nextName(), first.nextName())).containsExactly("ADDED a", "DELETED a");
                assertThat(List.of(second.nextName(), second.nextName(), second.nextName(), second.nextName()))
                        .containsExactly("ADDED a", "ADDED b", "DELETED b", "DELETED a");
                assertThat(api.get(v2 + "?fieldSelector=host%3Dhost3").names()).containsExactly("b");
                ok(api.delete(v2 + "?fieldSelector=host%3Dhost3"));
                assertThat(api.get(v2).names()).containsExactly("c");
                var bad = api.get(v2 + "?fieldSelector=port%3D80");
                assertThat(bad.status()).isEqualTo(400);
                assertThat(bad.message()).isEqualTo("field label not supported: port");
            }
        }
    }

    private static String ruled(String plural, String kind, String properties, String rules) {
        return Crds.simple(
                plural,
                kind,
                "'type':'object','properties':{'spec':{'type':'object','properties':{" + properties
                        + "},'x-kubernetes-validations':[" + rules + "]}}");
    }

    @Test
    void rulesAreKept() {
        api.made(
                DEFINITIONS,
                ruled(
                        "ruleds",
                        "Ruled",
                        "'x':{'type':'integer'},'y':{'type':'integer'},'f':{'type':'string'}",
                        "{'rule':'self.x + self.y > 0'},"
                                + "{'rule':'!has(oldSelf.f) || self.f == oldSelf.f','message':'f is immutable','reason':'FieldValueForbidden','fieldPath':'.f'}"));
        var path = Crds.path("v1", "default", "ruleds");
        api.made(path, Crds.object("v1", "Ruled", "good", ",'spec':{'x':1,'y':0,'f':'a'}"));
        var bad = api.post(path, Crds.object("v1", "Ruled", "bad", ",'spec':{'x':0,'y':0}"));
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.message())
                .isEqualTo("Ruled.test.io \"bad\" is invalid: spec: Invalid value: failed rule: self.x + self.y > 0");
        var changed = api.merge(path + "/good", "{'spec':{'f':'b'}}");
        assertThat(changed.message()).isEqualTo("Ruled.test.io \"good\" is invalid: spec.f: Forbidden: f is immutable");
    }

    @Test
    void rulesThatCannotBeCompiledAreRefused() {
        var syntax = api.post(DEFINITIONS, ruled("syns", "Syn", "'x':{'type':'integer'}", "{'rule':'self = 42'}"));
        assertThat(syntax.status()).isEqualTo(422);
        assertThat(syntax.message()).contains("Syntax error: token recognition error at: '= '");
        var unknown =
                api.post(DEFINITIONS, ruled("unks", "Unk", "'x':{'type':'integer'}", "{'rule':'self.z == self.x'}"));
        assertThat(unknown.message()).contains("undefined field 'z'");
        var noType = api.post(
                DEFINITIONS,
                Crds.simple(
                        "opens",
                        "Open",
                        "'type':'object','properties':{'embedded':{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}},"
                                + "'x-kubernetes-validations':[{'rule':'self.embedded.spec.x > 0'}]"));
        assertThat(noType.message()).contains("undefined field 'spec'");
    }

    @Test
    void rulesThatCostTooMuchAreRefused() {
        var advice =
                " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
        var at =
                "CustomResourceDefinition.apiextensions.k8s.io \"costs.test.io\" is invalid: spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden: ";
        var lists = "'x':{'type':'array','items':{'type':'array'%s,'items':{'type':'string'}}%s}";
        var rule = "{'rule':'self.x.all(s, s.all(t, t == \\\"a\\\"))'}";
        var refused = api.post(DEFINITIONS, ruled("costs", "Cost", lists.formatted("", ""), rule));
        assertThat(refused.status()).as(refused.raw()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("CustomResourceDefinition.apiextensions.k8s.io \"costs.test.io\" is invalid: [")
                .contains(
                        "estimated rule cost exceeds budget by factor of more than 100x" + advice,
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
                        "spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x"
                                + advice);
        refused = api.post(
                DEFINITIONS, ruled("costs", "Cost", lists.formatted(",'maxItems':1000", ",'maxItems':3000"), rule));
        assertThat(refused.message()).isEqualTo(at + "estimated rule cost exceeds budget by factor of 1.5x" + advice);
        api.made(DEFINITIONS, ruled("costs", "Cost", lists.formatted(",'maxItems':1000", ",'maxItems':1000"), rule));
    }

    @Test
    void columnsAreShown() {
        api.made(
                DEFINITIONS,
                Crds.definition(
                        "colums",
                        "Colum",
                        "",
                        Crds.version(
                                "v1",
                                true,
                                true,
                                Crds.OPEN,
                                ",'additionalPrinterColumns':[{'name':'Size','type':'integer','jsonPath':'.spec.size'}]")));
        var path = Crds.path("v1", "default", "colums");
        api.made(path, Crds.object("v1", "Colum", "a", ",'spec':{'size':3}"));
        var table = api.get(path, "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(table.text("columnDefinitions", "1", "name")).isEqualTo("Size");
        assertThat(table.at("rows", "0", "cells")).isEqualTo(List.of("a", 3L));
    }
}
