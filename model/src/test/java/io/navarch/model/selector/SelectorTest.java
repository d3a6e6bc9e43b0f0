package io.navarch.model.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b | true",
                "a==b | true",
                "a!=b | false",
                "c!=x | true",
                "a in (b,c) | true",
                "a notin (b) | false",
                "x notin (b) | true",
                "a | true",
                "!a | false",
                "!x | true",
                "n>3 | true",
                "n<3 | false",
                "n>5 | false",
                "a>1 | false",
                "a=b,n=5 | true",
                "a=b,!n | false",
                "a in (c,) | false",
                "e= | true",
                "e in () | error",
                "in=x | false",
                "x in (in,notin) | false",
                "example.com/r = y | true"
            })
    void matchesLabels(String text, String expected) {
        Map<String, String> labels = Map.of("a", "b", "n", "5", "e", "", "example.com/r", "y");
        if (expected.equals("error")) {
            assertThatThrownBy(() -> LabelSelector.parse(text)).isInstanceOf(SelectorException.class);
        } else {
            assertThat(LabelSelector.parse(text).matches(labels)).isEqualTo(Boolean.parseBoolean(expected));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a in (b | found '', expected: ',' or ')'",
                "a in b | found 'b' expected: '('",
                "a b | found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "a=b c | found 'c', expected: ',' or 'end of string'",
                "a=b, | found '', expected: identifier after ','",
                "= | found '=', expected: !, identifier, or 'end of string'",
                "a=( | found '(', expected: identifier",
                "a>x | values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
            })
    void saysWhatIsWrongInUpstreamsWords(String text, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(text)).hasMessage("unable to parse requirement: " + message);
    }

    @Test
    void writesRequirementsOrderedByKey() {
        assertThat(LabelSelector.parse(" z in (b,a), a = 1,!c, d,e!=f , g notin (x), h>3"))
                .hasToString("a=1,!c,d,e!=f,g notin (x),h>3,z in (a,b)");
        assertThat(LabelSelector.parse("").isEverything()).isTrue();
        assertThat(LabelSelector.nothing().matches(Map.of())).isFalse();
    }

    @Test
    void matchesFields() {
        Map<String, String> fields = Map.of("spec.nodeName", "n1", "status.phase", "Running");
        assertThat(FieldSelector.parse("spec.nodeName=n1,status.phase!=Failed").matches(fields::get))
                .isTrue();
        assertThat(FieldSelector.parse("spec.nodeName==n2").matches(fields::get))
                .isFalse();
        assertThat(FieldSelector.parse("spec.host=").matches(fields::get)).isTrue();
        assertThat(FieldSelector.parse("a=b\\,c\\=d").terms().get(0).value()).isEqualTo("b,c=d");
        assertThat(FieldSelector.parse("a=b\\,c")).hasToString("a=b\\,c");
        assertThat(FieldSelector.parse("a=b").requiredValue("a")).contains("b");
        assertThatThrownBy(() -> FieldSelector.parse("a,b=c"))
                .hasMessage("invalid selector: 'a,b=c'; can't understand 'a'");
    }
}
