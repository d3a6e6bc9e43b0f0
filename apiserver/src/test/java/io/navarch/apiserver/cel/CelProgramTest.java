package io.navarch.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.cel.library.AuthorizerValue;
import io.navarch.apiserver.request.User;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions over trees, typed by a schema and untyped. */
class CelProgramTest {
    private static final Obj SCHEMA = tree("""
            {"type": "object", "properties": {
              "replicas": {"type": "integer"},
              "ratio": {"type": "number"},
              "my-name": {"type": "string"},
              "namespace": {"type": "string"},
              "port": {"x-kubernetes-int-or-string": true},
              "since": {"type": "string", "format": "date-time"},
              "timeout": {"type": "string", "format": "duration"},
              "blob": {"type": "string", "format": "byte"},
              "labels": {"type": "object", "additionalProperties": {"type": "string"}},
              "items": {"type": "array", "items": {"type": "object", "properties": {
                 "name": {"type": "string"}, "weight": {"type": "integer"}}}},
              "anything": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}
            }}
            """);
    private static final Obj SELF = tree("""
            {"replicas": 3, "ratio": 2, "my-name": "x", "namespace": "ns", "port": "http",
             "since": "2026-01-02T03:04:05Z", "timeout": "1h30m", "blob": "aGk=",
             "labels": {"a": "1", "b": "2"},
             "items": [{"name": "one", "weight": 1}, {"name": "two", "weight": 2}]}
            """);
    private static final CelEnvironment RULES = CelEnvironment.forRules(StructuralTypes.of(SCHEMA, false), false);
    private static final CelEnvironment UNTYPED =
            new CelEnvironment(Map.of("object", ValueType.Scalar.ANY, "authorizer", ValueType.Scalar.AUTHORIZER));

    private static Obj tree(String json) {
        return (Obj) JsonReader.any(json.getBytes(StandardCharsets.UTF_8));
    }

    private static CelProgram compiled(CelEnvironment environment, String expression) {
        return switch (environment.compile(expression, CelResultType.ANY)) {
            case CelCompilation.Compiled(CelProgram program) -> program;
            case CelCompilation.Fault(String message) -> throw new AssertionError(message);
        };
    }

    private static CelOutcome rule(String expression) {
        return compiled(RULES, expression).evaluate(SELF, SELF, CelBudget.perObject());
    }

    private static String fault(String expression) {
        return RULES.compile(expression, CelResultType.BOOL) instanceof CelCompilation.Fault(String message)
                ? message
                : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.replicas == 3 && self.replicas <= 5",
                "self.ratio == 2.0",
                "self.my__dash__name == 'x'",
                "self.__namespace__ == 'ns'",
                "self.port == 'http' && type(self.port) == string",
                "self.since < timestamp('2027-01-01T00:00:00Z')",
                "self.timeout == duration('90m')",
                "self.blob == b'hi'",
                "self.labels['a'] == '1' && 'b' in self.labels && size(self.labels) == 2",
                "self.labels.all(k, self.labels[k] != '')",
                "self.labels.exists(k, v, k == 'a' && v == '1')",
                "self.items.all(i, i.weight > 0) && self.items.exists_one(i, i.name == 'two')",
                "self.items.map(i, i.weight).sum() == 3",
                "self.items.map(i, i.name) == ['one', 'two']",
                "!has(self.anything) && has(self.items)",
                "self == oldSelf",
                "self.?anything.hasValue() == false",
                "self.labels[?'zz'].orValue('none') == 'none'",
                "[1, 2, 2].isSorted() && [3, 1].min() == 1 && [3, 1].max() == 3",
                "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2",
                "'abc 123'.find('[0-9]+') == '123' && '1 2 3'.findAll('[0-9]', 2) == ['1', '2']",
                "url('https://a.example:80/x?q=1').getHost() == 'a.example:80'",
                "url('https://a.example:80/x?q=1').getQuery()['q'] == ['1'] && !isURL('x')",
                "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1') == quantity('1000m')",
                "quantity('100m').add(quantity('900m')).asInteger() == 1 && !isQuantity('x')",
                "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && isIP('1.2.3.4') && !isIP('01.2.3.4')",
                "string(ip('2001:db8:0:0:0:0:0:1')) == '2001:db8::1' && !ip.isCanonical('2001:DB8::1')",
                "cidr('10.1.2.3/8').containsIP('10.9.9.9') && string(cidr('10.1.2.3/8').masked()) == '10.0.0.0/8'",
                "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.0.0.0/8').prefixLength() == 8",
                "!format.dns1123Label().validate('a-b').hasValue()",
                "format.named('uuid').value().validate('x').hasValue()",
                "semver('1.2.3').isGreaterThan(semver('1.2.3-rc.1')) && isSemver('v1.2', true)",
                "'%s has %d of %.2f, %s'.format(['x', 3, 1.5, [1, 'a']]) == 'x has 3 of 1.50, [1, \"a\"]'",
                "'Hello'.lowerAscii() == 'hello' && 'a,b'.split(',').join('-') == 'a-b'",
                "sets.contains([1, 2, 3], [2]) && sets.equivalent([1, 2], [2, 1])",
                "[1, 2].transformList(i, v, i + v) == [1, 3]"
            })
    void evaluatesOverATypedTree(String expression) {
        assertThat(rule(expression)).as(expression).isEqualTo(new CelOutcome.Value(true));
    }

    @Test
    void findsFaultsWhenItCompiles() {
        assertThat(fault("self.nothing == 1"))
                .isEqualTo("compilation failed: ERROR: <input>:1:5: undefined field 'nothing'\n"
                        + " | self.nothing == 1\n | ....^");
        assertThat(fault("self.replicas == 'x'")).contains("found no matching overload for '_==_'");
        assertThat(fault("self.replicas")).isEqualTo("must evaluate to bool");
        assertThat(fault("self.anything.foo == 1")).contains("undefined field 'foo'");
        assertThat(fault("self.replicas ==")).contains("ERROR: <input>:1:17: Syntax error: mismatched input");
    }

    @Test
    void wordsFailuresAsUpstream() {
        assertThat(rule("self.labels['zz'] == ''")).isEqualTo(new CelOutcome.Failure("no such key: zz"));
        assertThat(rule("self.items[7].name == ''")).isEqualTo(new CelOutcome.Failure("index out of bounds: 7"));
        assertThat(rule("1 / (self.replicas - 3) == 0")).isEqualTo(new CelOutcome.Failure("division by zero"));
    }

    @Test
    void knowsTransitionRules() {
        assertThat(compiled(RULES, "self == oldSelf").usesOldSelf()).isTrue();
        assertThat(compiled(RULES, "self.replicas > 1").usesOldSelf()).isFalse();
    }

    @Test
    void seesAnAbsentOldSelfAsAnEmptyOptional() {
        var environment = CelEnvironment.forRules(StructuralTypes.of(SCHEMA, false), true);
        var program = compiled(environment, "oldSelf.hasValue() || self.replicas == 3");
        assertThat(program.evaluate(SELF, null, CelBudget.perObject()).isTrue()).isTrue();
    }

    @Test
    void stopsWhenTheBudgetIsUsedUp() {
        var budget = new CelBudget(1000);
        var program = compiled(
                RULES, "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3].all(c, a + b + c > 0)))");
        assertThat(program.evaluate(SELF, null, budget)).isInstanceOf(CelOutcome.OverBudget.class);
        assertThat(budget.exhausted()).isTrue();
    }

    @Test
    void evaluatesOverAnUntypedTree() {
        var object = tree("{\"spec\": {\"n\": 1, \"nothing\": null}, \"metadata\": {\"namespace\": \"x\"}}");
        var authorizer = new AuthorizerValue(
                attributes ->
                        attributes.verb().equals("get") ? Authorizer.Decision.ALLOWED : Authorizer.Decision.NO_OPINION,
                User.of("somebody"));
        var program = compiled(
                UNTYPED,
                "object.spec.n == 1 && object.spec.nothing == null && object.metadata.namespace == 'x' && !has(object.status)"
                        + " && authorizer.group('apps').resource('deployments').name('x').check('get').allowed()"
                        + " && !authorizer.path('/healthz').check('post').allowed()");
        assertThat(program.evaluate(name -> name.equals("object") ? object : authorizer, CelBudget.perObject()))
                .isEqualTo(new CelOutcome.Value(true));
    }
}
