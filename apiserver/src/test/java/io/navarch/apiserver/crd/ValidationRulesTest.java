package io.navarch.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules in CEL of a custom resource. */
class ValidationRulesTest {
    private static final String WEBS = "/apis/example.com/v1/namespaces/default/webs";

    private static final String DEFINITION = """
            {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'webs.example.com'},
             'spec':{'group':'example.com','scope':'Namespaced','names':{'plural':'webs','kind':'Web'},
              'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object','properties':{
               'spec':{'type':'object',
                'x-kubernetes-validations':[
                  {'rule':'self.min <= self.max'},
                  {'rule':'self.max < 100','message':'max is too large','fieldPath':'.max','reason':'FieldValueForbidden'},
                  {'rule':'!has(self.name) || self.name.startsWith(\\"web-\\")','messageExpression':'\\"not a web: \\" + self.name'}],
                'properties':{
                 'min':{'type':'integer','default':0},'max':{'type':'integer','default':10},'name':{'type':'string'},
                 'fixed':{'type':'string','x-kubernetes-validations':[{'rule':'self == oldSelf','message':'Value is immutable'}]},
                 'mode':{'type':'string','x-kubernetes-validations':[{'rule':'oldSelf.hasValue() || self == \\"new\\"','optionalOldSelf':true}]},
                 'ports':{'type':'array','maxItems':10,'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],
                  'items':{'type':'object','required':['name'],
                   'x-kubernetes-validations':[{'rule':'self.port > 0','message':'port must be positive'}],
                   'properties':{'name':{'type':'string'},'port':{'type':'integer'}}}},
                 'limits':{'type':'object','additionalProperties':{'type':'integer','x-kubernetes-validations':[{'rule':'self > 0'}]}}}}}}}}]}}
            """;

    private final WholeServer server = new WholeServer();

    @BeforeEach
    void define() {
        var answer = server.post(CustomResourceTest.DEFINITIONS, DEFINITION);
        assertThat(answer.status()).as(answer.message()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private WholeServer.Answer create(String spec) {
        return server.post(
                WEBS, "{'apiVersion':'example.com/v1','kind':'Web','metadata':{'name':'a'},'spec':" + spec + "}");
    }

    private static String faults(WholeServer.Answer answer) {
        return answer.message().replaceFirst("^Web.example.com \"a\" is invalid: ", "");
    }

    @Test
    void tellsWhichRulesFail() {
        assertThat(faults(create("{'min':11}"))).isEqualTo("spec: Invalid value: failed rule: self.min <= self.max");
        assertThat(faults(create("{'max':100}"))).isEqualTo("spec.max: Forbidden: max is too large");
        assertThat(faults(create("{'name':'x'}"))).isEqualTo("spec: Invalid value: not a web: x");
        assertThat(faults(create("{'ports':[{'name':'a','port':1},{'name':'b','port':0}],'limits':{'cpu':0}}")))
                .isEqualTo(
                        "[spec.limits[cpu]: Invalid value: 0: failed rule: self > 0, spec.ports[1]: Invalid value: port"
                                + " must be positive]");
        assertThat(faults(create("{'ports':[{'name':'a'}]}")))
                .isEqualTo("spec.ports[0]: Invalid value: \"object\": no such key: port evaluating rule: port must be"
                        + " positive");
        assertThat(create("{'min':1}").status()).isEqualTo(201);
    }

    @Test
    void doesNotAskAboutWhatIsInvalidAnyhow() {
        assertThat(faults(create("{'min':'x','max':200}")))
                .isEqualTo("[spec.min: Invalid value: \"string\": spec.min in body must be of type integer: \"string\","
                        + " <nil>: Invalid value: null: some validation rules were not checked because the object was"
                        + " invalid; correct the existing errors to complete validation]");
    }

    @Test
    void asksAboutTransitions() {
        assertThat(faults(create("{'mode':'old'}")))
                .isEqualTo("spec.mode: Invalid value: \"old\": failed rule: oldSelf.hasValue() || self == \"new\"");
        assertThat(create("{'fixed':'a','mode':'new'}").status()).isEqualTo(201);
        assertThat(faults(server.merge(WEBS + "/a", "{'spec':{'fixed':'b'}}")))
                .isEqualTo("spec.fixed: Invalid value: \"b\": Value is immutable");
        assertThat(server.merge(WEBS + "/a", "{'spec':{'mode':'old'}}").status())
                .isEqualTo(200);
    }

    @Test
    void leavesUnchangedValuesAlone() {
        assertThat(create("{'ports':[{'name':'a','port':1}]}").status()).isEqualTo(201);
        var stricter = DEFINITION.replace("self.port > 0", "self.port > 5").replace("self.max < 100", "self.max < 5");
        assertThat(server.merge(CustomResourceTest.DEFINITIONS + "/webs.example.com", stricter)
                        .status())
                .isEqualTo(200);
        assertThat(server.merge(WEBS + "/a", "{'metadata':{'labels':{'x':'y'}}}")
                        .status())
                .isEqualTo(200);
        assertThat(faults(
                        server.merge(WEBS + "/a", "{'spec':{'ports':[{'name':'a','port':1},{'name':'b','port':2}]}}")))
                .isEqualTo(
                        "[spec.max: Forbidden: max is too large, spec.ports[1]: Invalid value: port must be positive]");
    }

    @Test
    void refusesRulesThatDoNotCompile() {
        var wrong = DEFINITION
                .replace("webs", "wabs")
                .replace("'Web'", "'Wab'")
                .replace("self.min <= self.max", "self.none > 0");
        assertThat(server.post(CustomResourceTest.DEFINITIONS, wrong).message())
                .contains("spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid"
                        + " value: ")
                .contains("compilation failed: ERROR: <input>:1:5: undefined field 'none'");
    }
}
