package io.navarch.pki;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A kubeconfig with one cluster, one user and one context, its certificates embedded. The context names the namespace {@code
 * default}, as some programs want to find one there.
 *
 * @param cluster the name of the cluster in it, for example {@code navarch}
 * @param server for example {@code https://127.0.0.1:6443}
 * @param caPem the authority of the server's certificate
 * @param user the name of the user in it
 * @param entry with which the user enters
 */
public record Kubeconfig(String cluster, String server, String caPem, String user, Entry entry) {
    /** With what a user enters a cluster. */
    public sealed interface Entry {}

    /** A client certificate and its key. */
    public record Certificate(Credential credential) implements Entry {}

    /** A bearer token. */
    public record Token(String text) implements Entry {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    /** The context's name: {@code user@cluster}, as kubeadm names it. */
    public String context() {
        return user + "@" + cluster;
    }

    public String toYaml() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - cluster:
                    certificate-authority-data: %s
                    server: %s
                  name: %s
                contexts:
                - context:
                    cluster: %s
                    namespace: default
                    user: %s
                  name: %s
                current-context: %s
                preferences: {}
                users:
                - name: %s
                  user:
                %s
                """.formatted(
                        base64(caPem),
                        server,
                        quoted(cluster),
                        quoted(cluster),
                        quoted(user),
                        quoted(context()),
                        quoted(context()),
                        quoted(user),
                        entryYaml());
    }

    private String entryYaml() {
        return switch (entry) {
            case Certificate(Credential credential) ->
                "    client-certificate-data: " + base64(credential.certificatePem()) + "\n    client-key-data: "
                        + base64(credential.keyPem());
            case Token(String text) -> "    token: " + text;
        };
    }

    /** Writes it, readable by its owner alone. */
    public void write(Path file) {
        PemFiles.writePrivate(file, toYaml());
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[A-Za-z][A-Za-z0-9._@-]*");
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
