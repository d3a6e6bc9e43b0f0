package io.navarch.apiserver.cel.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.StructuralTypes;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What expressions may cost at most, by the sizes that a schema allows. */
class CostEstimateTest {
    private static final String SCHEMA =
            "{'type':'object','properties':{'n':{'type':'integer'},'s':{'type':'string','maxLength':10},'free':{'type':'string'},"
                    + "'kind':{'type':'string','enum':['a','longest']},"
                    + "'list':{'type':'array','maxItems':100,'items':{'type':'string','maxLength':5}},'open':{'type':'array','items':{'type':'integer'}},"
                    + "'map':{'type':'object','maxProperties':20,'additionalProperties':{'type':'integer'}},"
                    + "'nested':{'type':'array','maxItems':3,'items':{'type':'object','properties':{'inner':{'type':'array','maxItems':7,'items':{'type':'integer'}}}}}}}";

    private static long most(String rule) {
        var schema = (Dict) JsonReader.any(SCHEMA.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return CelEnvironment.forRules(StructuralTypes.of(schema, false), false)
                .mostCost(rule, SizedType.of(schema, false));
    }

    @Test
    void stepsOfSelectionsAndCalls() {
        assertThat(most("true")).isZero();
        assertThat(most("self.n > 0")).isEqualTo(3);
        assertThat(most("has(self.n)")).isEqualTo(2);
        assertThat(most("self.n > 0 && self.n < 5")).isEqualTo(6);
        assertThat(most("self.n > 0 ? self.n > 1 : self.s == 'a'")).isEqualTo(6);
    }

    @Test
    void textsAreTraversed() {
        // Ten characters may be forty bytes.
        assertThat(most("self.s.startsWith('abc')")).isEqualTo(3);
        assertThat(most("self.s == self.free")).isEqualTo(2 + 2 + 4);
        assertThat(most("self.s == 'abc'")).isEqualTo(2 + 1);
        assertThat(most("self.free.contains('abc')")).isEqualTo(2 + 314573);
        assertThat(most("self.s.matches('abcd')")).isEqualTo(2 + 5);
        assertThat(most("self.kind == self.free")).isEqualTo(2 + 2 + 1);
    }

    @Test
    void listsAndMapsAreWalkedThrough() {
        assertThat(most("self.list.all(x, true)")).isEqualTo(2 + 1 + 100 * (2 + 1));
        assertThat(most("self.list.all(x, x == 'a')")).isEqualTo(2 + 1 + 100 * (2 + 1 + 1 + 1));
        assertThat(most("self.map.all(k, self.map[k] > 0)")).isEqualTo(2 + 1 + 20 * (2 + 1 + 2 + 1 + 1 + 1));
        assertThat(most("self.nested.all(x, x.inner.all(y, y > 0))"))
                .isEqualTo(2 + 1 + 3 * (2 + 1 + (2 + 1 + 7 * (2 + 1 + 2))));
        assertThat(most("self.open.all(x, true)")).isEqualTo(2 + 1 + 1572863L * 3);
        assertThat(most("self.list.size() > 0")).isEqualTo(4);
    }

    @Test
    void whatIsComputedKeepsItsSize() {
        assertThat(most("self.list.map(x, x).all(y, true)")).isLessThan(10_000);
        assertThat(most("'got ' + string(self.n) == 'x'")).isLessThan(20);
        assertThat(most("self.?s.orValue('').contains('a')")).isLessThan(20);
        assertThat(most("(self.s + self.s) == self.free")).isEqualTo(2 + 2 + 8 + 2 + 8);
    }
}
