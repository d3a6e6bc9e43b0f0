package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.certificates.v1.CertificateSigningRequestCondition;
import io.navarch.pki.Keys;
import io.navarch.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Certificates that users and nodes ask for. */
class CertificateRequestTest {
    private static ManualCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = new ManualCluster(0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void request(String name, String subject, String signer, String usages) throws Exception {
        var keys = Keys.ec();
        var csr = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        var pem = Pem.block("CERTIFICATE REQUEST", csr.getEncoded());
        cluster.create(
                CertificateSigningRequest.KIND,
                "{'metadata':{'name':'%s'},'spec':{'request':'%s','signerName':'kubernetes.io/%s','expirationSeconds':7200,'usages':[%s]}}"
                        .formatted(
                                name,
                                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)),
                                signer,
                                usages));
    }

    private static CertificateSigningRequest now(String name) {
        return cluster.of(CertificateSigningRequest.KIND).get(name);
    }

    private static void approve(String name) {
        var approved = now(name)
                .withStatus(status -> status.withConditions(List.of(CertificateSigningRequestCondition.EMPTY
                        .withType("Approved")
                        .withStatus("True")
                        .withReason("Test"))));
        var path = cluster.of(CertificateSigningRequest.KIND).path(name) + "/approval";
        cluster.client()
                .transport()
                .call(io.navarch.client.Call.of(
                        "PUT", path, "application/json", io.navarch.model.tree.JsonWriter.bytes(approved.tree())))
                .orThrow();
    }

    @Test
    void whatIsApprovedIsSignedAndForgottenLater() throws Exception {
        request("jane", "CN=jane,O=dev", "kube-apiserver-client", "'client auth'");
        cluster.pass(Duration.ofSeconds(5));
        assertThat(now("jane").status().certificate()).isEmpty();
        approve("jane");
        cluster.until(() -> assertThat(now("jane").status().certificate()).isNotEmpty());
        var pem = new String(Base64.getDecoder().decode(now("jane").status().certificate()), StandardCharsets.US_ASCII);
        var certificate = Pem.certificates(pem).get(0);
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=jane")
                .contains("O=dev");
        assertThat(Duration.between(
                        cluster.clock().now(), certificate.getNotAfter().toInstant()))
                .isBetween(Duration.ofMinutes(100), Duration.ofMinutes(121));
        cluster.pass(Duration.ofMinutes(61));
        assertThat(cluster.of(CertificateSigningRequest.KIND).find("jane")).isEmpty();
    }

    @Test
    void nodesAreApprovedByThemselves() throws Exception {
        request(
                "node",
                "O=system:nodes,CN=system:node:n1",
                "kube-apiserver-client-kubelet",
                "'key encipherment','digital signature','client auth'");
        cluster.until(() -> assertThat(now("node").status().certificate()).isNotEmpty());
        assertThat(now("node").status().conditions().get(0).message())
                .isEqualTo("Auto approving kubelet client certificate after SubjectAccessReview.");
    }

    @Test
    void whatTheSignerDoesNotSignFails() throws Exception {
        request("bad", "CN=jane", "kube-apiserver-client", "'server auth'");
        approve("bad");
        cluster.until(() -> assertThat(now("bad").status().conditions())
                .extracting(CertificateSigningRequestCondition::reason)
                .contains("SignerValidationFailure"));
        assertThat(now("bad").status().certificate()).isEmpty();
    }
}
