package io.navarch.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

final class TlsHandshakeTest {

    @Test
    void theApiServerAndTheAdminTrustEachOther() throws Exception {
        ServingNames names = ServingNames.of("cluster.local", InetAddress.getByName("10.96.0.1"));
        ClusterPki pki = ClusterPki.open(PemFiles.inMemory(), names, SigningAlgorithm.ES256, InstantSource.system());
        SSLContext server = context(pki.apiServer(), pki);
        SSLContext client = context(pki.admin(), pki);
        try (var listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setNeedClientAuth(true);
            CompletableFuture<String> seen = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try (var socket = (SSLSocket) listener.accept()) {
                    socket.getInputStream().read();
                    seen.complete(socket.getSession().getPeerPrincipal().getName());
                } catch (Exception e) {
                    seen.completeExceptionally(e);
                }
            });
            try (var socket =
                    (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(1);
                assertThat(seen.get()).isEqualTo("CN=kubernetes-admin,O=system:masters");
            }
        }
    }

    private static SSLContext context(Credential credential, ClusterPki pki) throws Exception {
        KeyStore trusted = Credential.trustStore(List.of(pki.ca().certificate()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {credential.keyManager()}, trust.getTrustManagers(), null);
        return context;
    }
}
