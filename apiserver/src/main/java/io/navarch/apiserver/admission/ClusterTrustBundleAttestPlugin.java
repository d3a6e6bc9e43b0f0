package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Speaking for a signer's authorities needs leave of that signer. */
final class ClusterTrustBundleAttestPlugin implements AdmissionPlugin {
    private final SignerAccess signers;

    ClusterTrustBundleAttestPlugin(SignerAccess signers) {
        this.signers = signers;
    }

    @Override
    public String name() {
        return "ClusterTrustBundleAttest";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "clustertrustbundles.certificates.k8s.io")) {
            return;
        }
        var spec = spec(request.object());
        if (spec == null || (request.operation() == Operation.UPDATE && spec.equals(spec(request.oldObject())))) {
            return;
        }
        if (spec.get("signerName") instanceof String signer
                && !signer.isEmpty()
                && !signers.allowsAny(request.user(), "attest", signer)) {
            throw Refusals.forbidden(request, "user not permitted to attest for signerName \"" + signer + "\"");
        }
    }

    private static @Nullable Obj spec(@Nullable Struct object) {
        return object != null && object.get("spec") instanceof Obj spec ? spec : null;
    }
}
