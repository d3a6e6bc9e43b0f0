package io.navarch.model.tree;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoJsonScannerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":"b",             | unexpected end of JSON input
            {"a":"b"              | unexpected end of JSON input
            {"a":tru              | unexpected end of JSON input
            ` `                   | unexpected end of JSON input
            {"a":1 "b":2}         | invalid character '"' after object key:value pair
            {"a" 1}               | invalid character '1' after object key
            {a:1}                 | invalid character 'a' looking for beginning of object key string
            {"a":1,}              | invalid character '}' looking for beginning of object key string
            {"a":x}               | invalid character 'x' looking for beginning of value
            [1,]                  | invalid character ']' looking for beginning of value
            [1 2]                 | invalid character '2' after array element
            [[{"a":[1]}]}         | invalid character '}' after array element
            {}}                   | invalid character '}' after top-level value
            [tree]                | invalid character 'e' in literal true (expecting 'u')
            [1.x]                 | invalid character 'x' after decimal point in numeric literal
            [-x]                  | invalid character 'x' in numeric literal
            [1ex]                 | invalid character 'x' in exponent of numeric literal
            ["\\x"]                | invalid character 'x' in string escape code
            ["\\u00x0"]            | invalid character 'x' in \\u hexadecimal character escape
            'a'                   | invalid character '\\'' looking for beginning of value
            ["a\\tb\u0001"]         | invalid character '\\x01' in string literal
            """)
    void wordsFaultsAsGoDoes(String json, String message) {
        assertThatThrownBy(() -> JsonReader.any(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessage(message);
    }
}
