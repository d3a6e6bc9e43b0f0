package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.tree.Struct;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** No client certificate is asked for in the name of {@code system:masters}. */
final class CertificateSubjectRestrictionPlugin implements AdmissionPlugin {
    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";
    private static final String MASTERS = "system:masters";

    @Override
    public String name() {
        return "CertificateSubjectRestriction";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, CertificateApprovalPlugin.REQUESTS)
                || !(request.object() instanceof Struct tree)) {
            return;
        }
        var wanted = new CertificateSigningRequest(tree);
        if (wanted.spec().signerName().equals(SIGNER) && isForMasters(request, wanted)) {
            throw Refusals.forbidden(request, "use of " + SIGNER + " signer with " + MASTERS + " group is not allowed");
        }
    }

    private static boolean isForMasters(AdmissionRequest request, CertificateSigningRequest wanted) {
        var pem = new String(Base64.getDecoder().decode(wanted.spec().request()), StandardCharsets.UTF_8);
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest certificate)) {
                throw Refusals.forbidden(request, "failed to parse CSR: PEM block type must be CERTIFICATE REQUEST");
            }
            for (var organisation : certificate.getSubject().getRDNs(BCStyle.O)) {
                if (organisation.getFirst().getValue().toString().equals(MASTERS)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw Refusals.forbidden(request, "failed to parse CSR: " + e.getMessage());
        }
    }
}
