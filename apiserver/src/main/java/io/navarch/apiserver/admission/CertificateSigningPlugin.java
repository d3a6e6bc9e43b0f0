package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;

/** Issuing a certificate needs leave for its signer. */
final class CertificateSigningPlugin implements AdmissionPlugin {
    private final SignerAccess signers;

    CertificateSigningPlugin(SignerAccess signers) {
        this.signers = signers;
    }

    @Override
    public String name() {
        return "CertificateSigning";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        if (request.operation() != Operation.UPDATE
                || !request.subresource().equals("status")
                || !request.served().definition().resource().equals(CertificateApprovalPlugin.REQUESTS)
                || !(request.oldObject() instanceof Struct old)
                || !(request.object() instanceof Struct tree)) {
            return;
        }
        var before = new CertificateSigningRequest(old);
        var after = new CertificateSigningRequest(tree);
        boolean signs = !before.status().certificate().equals(after.status().certificate())
                || !before.status().conditions().equals(after.status().conditions());
        var signer = before.spec().signerName();
        if (signs && !signers.allowsAny(request.user(), "sign", signer)) {
            throw Refusals.forbidden(request, "user not permitted to sign requests with signerName \"" + signer + "\"");
        }
    }
}
