package io.navarch.examples.webpage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's key and certificate for 127.0.0.1, made by the JDK's keytool.
 *
 * @param caBundle the certificate in PEM and again in base 64, as webhook configurations have it
 */
record TestIdentity(SSLContext context, String caBundle) {
    private static final String PASSWORD = "password";

    static TestIdentity in(Path folder) throws Exception {
        var file = folder.resolve("identity.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "webhooks",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=webhooks",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc:c",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        var said = new ByteArrayOutputStream();
        keytool.getInputStream().transferTo(said);
        assertThat(keytool.waitFor()).as(said::toString).isZero();

        var store = KeyStore.getInstance("PKCS12");
        try (var stream = new FileInputStream(file.toFile())) {
            store.load(stream, PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);

        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(store.getCertificate("webhooks").getEncoded());
        var pem = "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
        return new TestIdentity(context, Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
