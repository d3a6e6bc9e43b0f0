package io.navarch.apiserver.crd;

import static io.navarch.apiserver.crd.CustomResourceTest.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a CustomResourceDefinition may say, what names it gets, and what becomes of its versions. */
class DefinitionTest {
    private final WholeServer server = new WholeServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static String definition(String plural, String names, String versions) {
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'" + plural
                + ".ex.io'},'spec':{'group':'ex.io','scope':'Namespaced','names':{'plural':'" + plural + "'," + names
                + "},'versions':[" + versions + "]}}";
    }

    private static String version(String name, boolean storage, String schema) {
        return "{'name':'" + name + "','served':true,'storage':" + storage + ",'schema':{'openAPIV3Schema':" + schema
                + "}}";
    }

    private static String with(String property) {
        return definition(
                "foos", "'kind':'Foo'", version("v1", true, "{'type':'object','properties':{'a':" + property + "}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'array'} | .items: Required value: must be specified
            {'type':'null'} | .type: Forbidden: type cannot be set to null, use nullable as an alternative
            {'type':'string','x-kubernetes-list-type':'set'} | .type: Invalid value: "string": must be array if x-kubernetes-list-type is specified
            {'type':'array','items':{'type':'object'},'x-kubernetes-list-type':'map'} | .x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map
            {'type':'object','properties':{'b':{'type':'string'}},'additionalProperties':{'type':'string'}} | .additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive
            {'type':'object','additionalProperties':false} | .additionalProperties: Forbidden: additionalProperties cannot be set to false
            {'type':'array','items':{'type':'string'},'uniqueItems':true} | .uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
            {'type':'integer','anyOf':[{'type':'integer'}]} | .anyOf[0].type: Forbidden: must be empty to be structural
            {'type':'string','$ref':'#/x'} | .$ref: Forbidden: $ref is not supported
            {'type':'integer','default':'x'} | .default: Invalid value: "string": spec.validation.openAPIV3Schema.properties[a].default in body must be of type integer: "string"
            """)
    void refusesSchemasThatAreNotStructural(String property, String fault) {
        var answer = server.post(DEFINITIONS, with(property));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains("spec.validation.openAPIV3Schema.properties[a]" + fault);
    }

    @Test
    void givesANameOnlyOnce() throws Exception {
        var one = version("v1", true, "{'type':'object'}");
        server.post(DEFINITIONS, definition("foos", "'kind':'Foo','shortNames':['f']", one));
        server.post(DEFINITIONS, definition("bars", "'kind':'Foo','shortNames':['f']", one));
        var second = server.get(DEFINITIONS + "/bars.ex.io");
        assertThat(second.text("status", "conditions", "0"))
                .contains("message=\"FooList\" is already in use", "reason=ListKindConflict", "status=False");
        assertThat(second.text("status", "conditions", "1")).contains("reason=NotAccepted");
        assertThat(second.text("status", "acceptedNames", "plural")).isEqualTo("bars");
        assertThat(server.get("/apis/ex.io/v1/bars").status()).isEqualTo(404);
        server.delete(DEFINITIONS + "/foos.ex.io");
        CustomResourceTest.await(() -> server.get("/apis/ex.io/v1/bars").status() == 200);
    }

    @Test
    void servesSeveralVersionsOfOneObject() {
        var schema = "{'type':'object','properties':{'spec':{'type':'object','properties':{'a':{'type':'string'}%s}}}}";
        var first = version("v1beta1", true, schema.formatted("")).replace("'served'", "'deprecated':true,'served'");
        var second = version("v1", false, schema.formatted(",'b':{'type':'string','default':'x'}"));
        assertThat(server.post(DEFINITIONS, definition("foos", "'kind':'Foo'", first + "," + second))
                        .status())
                .isEqualTo(201);
        var foos = "/apis/ex.io/v1beta1/namespaces/default/foos";
        var made = server.post(
                foos, "{'apiVersion':'ex.io/v1beta1','kind':'Foo','metadata':{'name':'f'},'spec':{'a':'1'}}");
        assertThat(made.headers().get("Warning"))
                .isEqualTo(java.util.List.of("299 - \"ex.io/v1beta1 Foo is deprecated\""));
        var read = server.get(foos.replace("v1beta1", "v1") + "/f");
        assertThat(read.text("apiVersion")).isEqualTo("ex.io/v1");
        assertThat(read.text("spec")).isEqualTo("{a=1, b=x}");
        assertThat(server.get(foos + "/f").text("spec")).isEqualTo("{a=1}");
        var moved = definition(
                "foos",
                "'kind':'Foo'",
                first.replace("'storage':true", "'storage':false") + ","
                        + second.replace("'storage':false", "'storage':true"));
        assertThat(server.merge(DEFINITIONS + "/foos.ex.io", moved).text("status", "storedVersions"))
                .isEqualTo("[v1beta1, v1]");
        assertThat(server.get(foos.replace("v1beta1", "v1")).text("items", "0", "spec"))
                .isEqualTo("{a=1, b=x}");
        var gone = server.merge(
                DEFINITIONS + "/foos.ex.io",
                definition("foos", "'kind':'Foo'", second.replace("'storage':false", "'storage':true")));
        assertThat(gone.message())
                .contains(
                        "status.storedVersions[0]: Invalid value: \"v1beta1\": missing from spec.versions; v1beta1 was"
                                + " previously a storage version, and must remain in spec.versions until a storage migration ensures"
                                + " no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions");
        assertThat(server.merge(DEFINITIONS + "/foos.ex.io/status", "{'status':{'storedVersions':['v1beta1']}}")
                        .message())
                .contains("must have the storage version v1");
        server.merge(DEFINITIONS + "/foos.ex.io/status", "{'status':{'storedVersions':['v1']}}");
        server.merge(
                DEFINITIONS + "/foos.ex.io",
                definition("foos", "'kind':'Foo'", second.replace("'storage':false", "'storage':true")));
        assertThat(server.get(foos).status()).isEqualTo(404);
    }

    @Test
    void servesClusterScopedKindsWithObjectsInside() {
        var schema = "{'type':'object','properties':{'template':{'type':'object','x-kubernetes-embedded-resource':true,"
                + "'x-kubernetes-preserve-unknown-fields':true},'port':{'x-kubernetes-int-or-string':true,'anyOf':[{'type':"
                + "'integer'},{'type':'string'}]},'size':{'type':'integer','format':'int32'},'when':{'type':'string','format':"
                + "'date-time'},'labels':{'type':'object','additionalProperties':{'type':'string'}},'one':{'type':'object',"
                + "'properties':{'a':{'type':'string'},'b':{'type':'string'}},'oneOf':[{'required':['a']},{'required':['b']}]}}}";
        var answer = server.post(
                DEFINITIONS,
                definition("foos", "'kind':'Foo'", version("v1", true, schema)).replace("'Namespaced'", "'Cluster'"));
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
        var foo = "{'apiVersion':'ex.io/v1','kind':'Foo','metadata':{'name':'f'},%s}";
        var made = server.post(
                "/apis/ex.io/v1/foos",
                foo.formatted(
                        "'template':{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'x':{'y':1}}},"
                                + "'port':80,'labels':{'a':'b'},'one':{'a':'1'}"));
        assertThat(made.status()).as(made.message()).isEqualTo(201);
        assertThat(made.text("template", "spec")).isEqualTo("{x={y=1}}");
        assertThat(server.get("/apis/ex.io/v1/namespaces/default/foos").status())
                .isEqualTo(404);
        assertThat(server.post(
                                "/apis/ex.io/v1/foos",
                                foo.formatted(
                                        "'template':{'kind':'Pod'},'port':true,'when':'now','labels':{'a':1},'one':{}"))
                        .message())
                .isEqualTo(
                        "Foo.ex.io \"f\" is invalid: [labels.a: Invalid value: \"integer\": labels.a in body must be of type"
                                + " string: \"integer\", <nil>: Invalid value: \"\": \"one\" must validate one and only one schema"
                                + " (oneOf). Found none valid, one.a: Required value, port: Invalid value: \"boolean\": port in body"
                                + " must be of type integer,string: \"boolean\", <nil>: Invalid value: \"\": \"port\" must validate at"
                                + " least one schema (anyOf), port: Invalid value: \"boolean\": port in body must be of type integer:"
                                + " \"boolean\", when: Invalid value: \"now\": when in body must be of type date-time: \"now\","
                                + " template.apiVersion: Required value: must not be empty]");
        var applied = server.apply(
                "/apis/ex.io/v1/foos/f?fieldManager=m",
                foo.formatted("'template':{'apiVersion':'v1','kind':'Pod','spec':{'z':1}},'labels':{'c':'d'}"));
        assertThat(applied.text("labels")).isEqualTo("{a=b, c=d}");
        assertThat(applied.text("template", "spec")).isEqualTo("{x={y=1}, z=1}");
        assertThat(server.merge("/apis/ex.io/v1/foos/f", "{'size':4294967296}").message())
                .endsWith(
                        "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in size");
    }

    @Test
    void definitionsAreAppliedAsClientsGenerateThem() {
        var applied = server.apply(
                DEFINITIONS + "/foos.ex.io?fieldManager=operator&force=true",
                definition(
                        "foos",
                        "'kind':'Foo'",
                        version(
                                "v1",
                                true,
                                "{'type':'object','properties':{'spec':{'type':'object',"
                                        + "'properties':{'a':{'type':'array','items':{'type':'object','properties':{'b':{'type':'string'}}}}}}}}")));
        assertThat(applied.status()).as(applied.message()).isEqualTo(201);
        assertThat(server.get("/apis/ex.io/v1/foos").status()).isEqualTo(200);
        var again = server.apply(
                DEFINITIONS + "/foos.ex.io?fieldManager=operator&force=true",
                definition(
                        "foos",
                        "'kind':'Foo'",
                        version(
                                "v1",
                                true,
                                "{'type':'object','properties':{'spec':{'type':'object',"
                                        + "'properties':{'c':{'type':'string'}}}}}")));
        assertThat(again.status()).as(again.message()).isEqualTo(200);
        assertThat(again.text("spec", "versions", "0", "schema", "openAPIV3Schema", "properties", "spec", "properties"))
                .isEqualTo("{c={type=string}}");
        assertThat(server.post(
                                "/apis/ex.io/v1/namespaces/default/foos",
                                "{'apiVersion':'ex.io/v1','kind':'Foo','metadata':{'name':'f'},'spec':{'a':[{'b':'1'}],'c':'2'}}")
                        .text("spec"))
                .isEqualTo("{c=2}");
    }

    @Test
    void keepsScopeAndKind() {
        var one = version("v1", true, "{'type':'object'}");
        server.post(DEFINITIONS, definition("foos", "'kind':'Foo'", one));
        assertThat(server.merge(DEFINITIONS + "/foos.ex.io", "{'spec':{'scope':'Cluster','names':{'kind':'Fo'}}}")
                        .message())
                .contains(
                        "spec.scope: Invalid value: \"Cluster\": field is immutable",
                        "spec.names.kind: Invalid value: \"Fo\": field is immutable");
    }
}
