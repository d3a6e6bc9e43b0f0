package io.navarch.model.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormatsTest {
    @Test
    void acceptsWhatDnsAccepts() {
        assertThat(Formats.dns1123Label("my-name")).isEmpty();
        assertThat(Formats.dns1123Label("1")).isEmpty();
        assertThat(Formats.dns1123Subdomain("a.b-c.d")).isEmpty();
        assertThat(Formats.dns1035Label("1a")).hasSize(1);
        assertThat(Formats.dns1123Label("a".repeat(64))).containsExactly("must be no more than 63 bytes");
        assertThat(Formats.dns1123Subdomain("a..b")).hasSize(1);
        assertThat(Formats.wildcardDns1123Subdomain("*.a.b")).isEmpty();
    }

    @Test
    void explainsFaultsInUpstreamsWords() {
        assertThat(Formats.dns1123Label("a.b"))
                .containsExactly(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
                                + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used"
                                + " for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
        assertThat(Formats.qualifiedName("a b"))
                .containsExactly(
                        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
                                + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
                                + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        assertThat(Formats.portName("A_B_C"))
                .containsExactly(
                        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
                        "must contain at least one letter (a-z)");
    }

    @Test
    void acceptsQualifiedNamesAndPorts() {
        assertThat(Formats.qualifiedName("example.com/My_Name.x")).isEmpty();
        assertThat(Formats.qualifiedName("/x")).containsExactly("prefix part must be non-empty");
        assertThat(Formats.labelValue("")).isEmpty();
        assertThat(Formats.portName("http-web")).isEmpty();
        assertThat(Formats.percent("25%")).isEmpty();
        assertThat(Formats.configKey("..x")).containsExactly("must not start with '..'");
    }
}
