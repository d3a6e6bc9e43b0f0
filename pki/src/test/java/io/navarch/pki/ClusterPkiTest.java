package io.navarch.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterPkiTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final Path folder;

    ClusterPkiTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writesKubeadmsFileNamesReadableByTheOwnerAlone() throws Exception {
        ClusterPki pki = open(NOW);
        pki.apiServerKubeletClient();
        pki.frontProxyClient();

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "ca.crt",
                            "ca.key",
                            "front-proxy-ca.crt",
                            "front-proxy-ca.key",
                            "sa.key",
                            "sa.pub",
                            "apiserver.crt",
                            "apiserver.key",
                            "apiserver-kubelet-client.crt",
                            "apiserver-kubelet-client.key",
                            "front-proxy-client.crt",
                            "front-proxy-client.key");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void namesUsersAndGroupsAsUpstreamDoes() {
        ClusterPki pki = open(NOW);
        assertThat(subject(pki.admin())).isEqualTo("CN=kubernetes-admin,O=system:masters");
        assertThat(subject(pki.node("n1"))).isEqualTo("CN=system:node:n1,O=system:nodes");
        assertThat(subject(pki.scheduler())).isEqualTo("CN=system:kube-scheduler");
        assertThat(subject(pki.controllerManager())).isEqualTo("CN=system:kube-controller-manager");
        assertThat(subject(pki.proxy())).isEqualTo("CN=system:kube-proxy");
        assertThat(subject(pki.apiServerKubeletClient()))
                .isEqualTo("CN=kube-apiserver-kubelet-client,O=system:masters");
    }

    @Test
    void servesUnderEveryNameOfTheApiServer() throws Exception {
        X509Certificate certificate = open(NOW).apiServer().certificate();
        List<String> names = new ArrayList<>();
        certificate.getSubjectAlternativeNames().forEach(entry -> names.add(String.valueOf(entry.get(1))));
        assertThat(names)
                .contains("kubernetes.default.svc.cluster.local", "kubernetes", "localhost", "10.96.0.1", "127.0.0.1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void keepsWhatItHasOverARestart() {
        ClusterPki first = open(NOW);
        ClusterPki second = open(NOW.plus(Duration.ofDays(300)));
        assertThat(second.ca().certificate()).isEqualTo(first.ca().certificate());
        assertThat(second.apiServer().certificate()).isEqualTo(first.apiServer().certificate());
        assertThat(second.serviceAccountKey().getPublic())
                .isEqualTo(first.serviceAccountKey().getPublic());
    }

    @Test
    void renewsACertificateThatNearsItsEnd() {
        X509Certificate before = open(NOW).apiServer().certificate();
        Instant later = NOW.plus(Duration.ofDays(340));
        X509Certificate after = open(later).apiServer().certificate();
        assertThat(after).isNotEqualTo(before);
        assertThat(after.getNotAfter()).isAfter(java.util.Date.from(later.plus(Duration.ofDays(364))));
    }

    @Test
    void renewsTheServingCertificateWhenAnAddressIsNew() throws Exception {
        ClusterPki before = open(NOW);
        ClusterPki after = ClusterPki.open(
                PemFiles.in(folder), names().and(List.of("192.0.2.7", "api.example")), InstantSource.fixed(NOW));
        assertThat(after.apiServer().certificate())
                .isNotEqualTo(before.apiServer().certificate());
        assertThat(after.ca().certificate()).isEqualTo(before.ca().certificate());
    }

    @Test
    void anAuthorityNearItsEndKeepsItsKeySoThatItsCertificatesStayValid() {
        ClusterPki before = open(NOW);
        Credential oldAdmin = before.admin();
        ClusterPki after = open(NOW.plus(CertificateAuthority.TEN_YEARS).minus(Duration.ofDays(3)));
        assertThat(after.ca().certificate()).isNotEqualTo(before.ca().certificate());
        assertThat(after.ca().issued(oldAdmin.certificate())).isTrue();
    }

    @Test
    void ofAStoredSigningKeyThePublicHalfIsFound() throws Exception {
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            PemFiles files = PemFiles.inMemory();
            ClusterPki.open(files, names(), algorithm, InstantSource.fixed(NOW));
            ClusterPki again = ClusterPki.open(files, names(), algorithm, InstantSource.fixed(NOW));
            var keys = again.serviceAccountKey();
            assertThat(Pem.publicKeys(files.read("sa.pub").orElseThrow())).containsExactly(keys.getPublic());
            Signature signature =
                    Signature.getInstance(algorithm == SigningAlgorithm.RS256 ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(keys.getPublic());
            signature.update((byte) 1);
            assertThat(signature.verify(signed)).isTrue();
        }
    }

    @Test
    void theKubeletServesUnderItsNodesNameAndAddresses() throws Exception {
        Credential kubelet = open(NOW).kubeletServing("n1", List.of(InetAddress.getByName("10.250.0.2")));
        assertThat(kubelet.certificate().getSubjectAlternativeNames()).hasSize(2);
        assertThat(subject(kubelet)).isEqualTo("CN=system:node:n1,O=system:nodes");
    }

    private ClusterPki open(Instant now) {
        return ClusterPki.open(PemFiles.in(folder), names(), SigningAlgorithm.ES256, InstantSource.fixed(now));
    }

    private static ServingNames names() {
        try {
            return ServingNames.of("cluster.local", InetAddress.getByName("10.96.0.1"));
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String subject(Credential credential) {
        return credential.certificate().getSubjectX500Principal().getName();
    }
}
