package io.navarch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0m,0",
        "1,1",
        "1000m,1",
        "1500m,1500m",
        "1.5,1500m",
        "0.5,500m",
        "100m,100m",
        "1k,1k",
        "1000,1k",
        "1024,1024",
        "1024Ki,1Mi",
        "1Mi,1Mi",
        "1.5Gi,1536Mi",
        "512,512",
        "1Ki,1Ki",
        "0.5Ki,512",
        "0.1Mi,104857600m",
        "1e3,1e3",
        "12e6,12e6",
        "1E2,100",
        "1e1,10",
        "100e-3,100e-3",
        "0.001,1m",
        "1n,1n",
        "0.1n,1n",
        "1.0000000001,1000000001n",
        "-1,-1",
        "-1.5,-1500m",
        "+5,5",
        "1E,1E",
        "10E,9223372036854775807",
        "1Ei,1Ei",
        "100000Ei,9223372036854775807",
        "123456789012345678901234567890,9223372036854775807",
        "12.,12",
        ".5,500m",
        "64Mi,64Mi",
        "1000Ki,1000Ki",
        "0.0000000001,1n",
        "1000000000000,1T",
        "3.000,3",
        "1000e3,1e6"
    })
    void writesWhatItReadCanonically(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
        assertThat(Quantity.parse(canonical)).isEqualTo(Quantity.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1.2.3", "1 ", " 1", "--1", "1x", ".", "-", "1_000"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .hasMessage(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1ki", "1e", "1mi", "1KMi", "1ex"})
    void refusesUnknownSuffixes(String text) {
        assertThat(Quantity.isValid(text)).isFalse();
    }

    @Test
    void roundsWholeAndMilliValuesAwayFromZero() {
        assertThat(Quantity.parse("1500m").value()).isEqualTo(2);
        assertThat(Quantity.parse("-1500m").value()).isEqualTo(-2);
        assertThat(Quantity.parse("1u").milliValue()).isEqualTo(1);
        assertThat(Quantity.parse("2").milliValue()).isEqualTo(2000);
        assertThat(Quantity.parse("1Gi").value()).isEqualTo(1L << 30);
        assertThat(Quantity.parse("8E").milliValue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void addsAndComparesAcrossNotations() {
        assertThat(Quantity.parse("1Gi").add(Quantity.parse("512Mi"))).hasToString("1536Mi");
        assertThat(Quantity.parse("100m").add(Quantity.parse("1"))).hasToString("1100m");
        assertThat(Quantity.ZERO.add(Quantity.parse("1Mi"))).hasToString("1Mi");
        assertThat(Quantity.parse("1").subtract(Quantity.parse("1500m"))).hasToString("-500m");
        assertThat(Quantity.parse("8E").add(Quantity.parse("1n")).compareTo(Quantity.parse("8E")))
                .isPositive();
        assertThat(Quantity.parse("1000Mi")).isLessThan(Quantity.parse("1Gi"));
        assertThat(Quantity.parse("1000m").hashCode()).isEqualTo(Quantity.of(1).hashCode());
        assertThat(Quantity.parse("250m").multiply(4)).isEqualTo(Quantity.of(1));
    }
}
