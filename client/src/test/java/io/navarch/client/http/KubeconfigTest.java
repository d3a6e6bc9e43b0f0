package io.navarch.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    @TempDir
    Path directory;

    private static final String TOKEN_USER = """
            apiVersion: v1
            kind: Config
            current-context: b
            contexts:
            - name: a
              context: {cluster: other, user: nobody}
            - name: b
              context: {cluster: here, user: me, namespace: team}
            clusters:
            - name: here
              cluster: {server: "https://127.0.0.1:6443/"}
            users:
            - name: me
              user: {token: s3cret}
            """;

    private Kubeconfig read(String yaml) throws IOException {
        return Kubeconfig.read(Files.writeString(directory.resolve("config"), yaml));
    }

    @Test
    void readsTheCurrentContext() throws IOException {
        var config = read(TOKEN_USER);
        assertThat(config.server()).isEqualTo("https://127.0.0.1:6443");
        assertThat(config.namespace()).isEqualTo("team");
        assertThat(config.token()).isEqualTo("s3cret");
        assertThat(config.caPem()).isEmpty();
    }

    @Test
    void tellsNoSecret() throws IOException {
        assertThat(read(TOKEN_USER).toString())
                .contains("https://127.0.0.1:6443", "token")
                .doesNotContain("s3cret");
        assertThat(Kubeconfig.ofCertificate("https://a", "", "cert", "hidden key")
                        .toString())
                .doesNotContain("hidden key");
    }

    @Test
    void takesCertificatesInlineAndFromFilesBesideIt() throws IOException {
        Files.writeString(directory.resolve("client.key"), "the key");
        var config = read(TOKEN_USER
                .replace(
                        "{token: s3cret}",
                        "{client-certificate-data: " + base64("the cert") + ", client-key: client.key}")
                .replace("{server: ", "{certificate-authority-data: " + base64("the ca") + ", server: "));
        assertThat(config.caPem()).isEqualTo("the ca");
        assertThat(config.certificatePem()).isEqualTo("the cert");
        assertThat(config.keyPem()).isEqualTo("the key");
    }

    @Test
    void readsWhatThisProjectWrites() {
        var authority = CertificateAuthority.create("ca", InstantSource.system());
        var credential = authority.issue(CertificateSpec.client("admin", "system:masters"));
        var file = directory.resolve("admin.kubeconfig");
        new io.navarch.pki.Kubeconfig(
                        "navarch",
                        "https://127.0.0.1:1",
                        authority.certificatePem(),
                        "admin",
                        new io.navarch.pki.Kubeconfig.Certificate(credential))
                .write(file);
        var config = Kubeconfig.read(file);
        assertThat(config.keyPem()).isEqualTo(credential.keyPem());
        assertThat(config.namespace()).isEqualTo("default");
        assertThat(Tls.context(config).getProtocol()).isEqualTo("TLS");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> Kubeconfig.read(directory.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none cannot be read");
        fails("", "it is no kubeconfig but empty or a plain value");
        fails("a: [", "it is no YAML");
        fails("kind: Config", "current-context is not set");
        fails(TOKEN_USER.replace("current-context: b", "current-context: a"), "cluster \"other\" does not exist");
        fails(TOKEN_USER.replace("current-context: b", "current-context: c"), "context \"c\" does not exist");
        fails(
                TOKEN_USER.replace("https:", "ftp:"),
                "the cluster's server is no http(s) URL: \"ftp://127.0.0.1:6443/\"");
        fails(TOKEN_USER.replace("token: s3cret", "exec: {}"), "users entered by exec are not supported");
        fails(TOKEN_USER.replace("token: s3cret", "client-key: nokey"), "nokey cannot be read");
        fails(TOKEN_USER.replace("token: s3cret", "client-key-data: \"%%%\""), "client-key-data is no base64");
        fails(TOKEN_USER.replace("token: s3cret", "client-key-data: aGE="), "come together");
    }

    private void fails(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config: ")
                .hasMessageContaining(message);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes());
    }
}
