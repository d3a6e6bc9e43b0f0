package io.navarch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.tree.DecodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {
    @ParameterizedTest
    @ValueSource(strings = {"2024-05-06T07:08:09Z", "2024-02-29T23:59:59Z", "2023-12-31T00:00:00Z"})
    void keepsTheCanonicalFormAsItIs(String text) {
        assertThat(Timestamps.canonical(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-06T07:08:09.5Z, 2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09+02:00, 2024-05-06T05:08:09Z",
        "2024-05-06T07:08:09-07:00, 2024-05-06T14:08:09Z"
    })
    void bringsOtherFormsIntoTheCanonicalOne(String text, String canonical) {
        assertThat(Timestamps.canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-01T25:00:00Z",
                "2024-01-01T00:60:00Z", "2024-01-01X00:00:00Z", "2O24-01-01T00:00:00Z", "yesterday"
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Timestamps.canonical(text)).isInstanceOf(DecodeException.class);
    }

    @Test
    void takesAnEmptyTextForNone() {
        assertThat(Timestamps.canonical("")).isNull();
    }
}
