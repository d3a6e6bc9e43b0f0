package io.navarch.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Examples of RFC 7541, appendix C. */
class HeaderBlockTest {
    private static Map<String, String> read(String hex) throws IOException {
        return HeaderBlock.read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void readsPlainFields() throws IOException {
        assertThat(read("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
                .containsExactly(Map.entry("custom-key", "custom-header"));
        assertThat(read("1008 7061 7373 776f 7264 0673 6563 7265 74")).containsExactly(Map.entry("password", "secret"));
    }

    @Test
    void readsCodedFields() throws IOException {
        assertThat(read("4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .containsExactly(Map.entry("custom-key", "custom-value"));
        // A coded status, and one from the table after a wish for its size.
        assertThat(read("4882 6402")).containsExactly(Map.entry(":status", "302"));
        assertThat(read("20 88")).containsExactly(Map.entry(":status", "200"));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        var large = "x".repeat(300);
        assertThat(HeaderBlock.read(HeaderBlock.of("a", "b", "c", large)))
                .containsOnly(Map.entry("a", "b"), Map.entry("c", large));
    }

    @Test
    void tellsOfBrokenBlocks() {
        assertThatThrownBy(() -> read("400a 63")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("40")).isInstanceOf(IOException.class);
    }
}
