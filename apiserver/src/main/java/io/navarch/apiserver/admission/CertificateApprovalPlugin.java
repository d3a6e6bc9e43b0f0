package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;

/** Approving a certificate needs leave for its signer. */
final class CertificateApprovalPlugin implements AdmissionPlugin {
    static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io";

    private final SignerAccess signers;

    CertificateApprovalPlugin(SignerAccess signers) {
        this.signers = signers;
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        if (request.operation() != Operation.UPDATE
                || !request.subresource().equals("approval")
                || !request.served().definition().resource().equals(REQUESTS)
                || !(request.oldObject() instanceof Struct old)) {
            return;
        }
        var signer = new CertificateSigningRequest(old).spec().signerName();
        if (!signers.allowsAny(request.user(), "approve", signer)) {
            throw Refusals.forbidden(
                    request, "user not permitted to approve requests with signerName \"" + signer + "\"");
        }
    }
}
