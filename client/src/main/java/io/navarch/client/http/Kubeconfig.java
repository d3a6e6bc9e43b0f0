package io.navarch.client.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an API server is and as whom to enter: the current context of a kubeconfig file. An empty string means not given.
 *
 * @param server for example {@code https://127.0.0.1:6443}, without a slash at its end
 * @param namespace of the context, {@code default} unless it names one
 * @param caPem the authorities to trust; "" for the machine's own
 * @param skipVerify trusts any server; only for tests by hand
 * @param certificatePem the client's certificate, with its chain
 * @param keyPem the key of that certificate
 * @param token a bearer token
 * @param tokenFile a file that holds the token and may change; goes before {@code token}
 */
public record Kubeconfig(
        String server,
        String namespace,
        String caPem,
        boolean skipVerify,
        String certificatePem,
        String keyPem,
        String token,
        @Nullable Path tokenFile) {
    public Kubeconfig {
        if (certificatePem.isEmpty() != keyPem.isEmpty()) {
            throw new IllegalArgumentException("a client certificate and its key come together");
        }
    }

    /** A server entered with a bearer token. */
    public static Kubeconfig ofToken(String server, String caPem, String token) {
        return new Kubeconfig(server, "default", caPem, false, "", "", token, null);
    }

    /** A server entered with a client certificate. */
    public static Kubeconfig ofCertificate(String server, String caPem, String certificatePem, String keyPem) {
        return new Kubeconfig(server, "default", caPem, false, certificatePem, keyPem, "", null);
    }

    /**
     * The current context of the file.
     *
     * @throws IllegalArgumentException with the file's name and what is wrong in it
     */
    public static Kubeconfig read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("kubeconfig " + file + " cannot be read: " + e, e);
        }
        try {
            return KubeconfigReader.read(text, file.toAbsolutePath().getParent());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("kubeconfig " + file + ": " + e.getMessage(), e);
        }
    }

    /** Says where and how, and no secret. */
    @Override
    public String toString() {
        var how = tokenFile != null
                ? "token file"
                : !token.isEmpty() ? "token" : !keyPem.isEmpty() ? "certificate" : "nothing";
        return "Kubeconfig[server=" + server + ", namespace=" + namespace + ", entered with " + how + "]";
    }
}
