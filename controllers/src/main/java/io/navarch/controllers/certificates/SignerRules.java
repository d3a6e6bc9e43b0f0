package io.navarch.controllers.certificates;

import io.navarch.model.certificates.v1.CertificateSigningRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each of Kubernetes' signers signs. Pure logic. */
final class SignerRules {
    static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
    static final String LEGACY = "kubernetes.io/legacy-unknown";
    static final Set<String> SIGNERS = Set.of(CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY);

    private static final String CLIENT_AUTH = "client auth";
    private static final String SERVER_AUTH = "server auth";
    private static final Set<String> KEY_USAGES = Set.of("key encipherment", "digital signature");

    private SignerRules() {}

    /** Why the signer does not sign the request; empty if it does. */
    static Optional<String> refusal(CertificateSigningRequest request, CertificateSigner.Wanted wanted) {
        var usages = request.spec().usages();
        return switch (request.spec().signerName()) {
            case CLIENT -> only(usages, CLIENT_AUTH);
            case KUBELET_CLIENT -> kubelet(wanted, false).or(() -> only(usages, CLIENT_AUTH));
            case KUBELET_SERVING ->
                kubelet(wanted, true)
                        .or(() -> only(usages, SERVER_AUTH))
                        .or(() -> request.spec().username().equals(wanted.commonName())
                                ? Optional.empty()
                                : Optional.of("requested subject is not the requestor"));
            default -> Optional.empty();
        };
    }

    /** Whether a kubelet may have asked for this to speak to the API server. */
    static boolean isKubeletClient(CertificateSigningRequest request, CertificateSigner.Wanted wanted) {
        return request.spec().signerName().equals(KUBELET_CLIENT)
                && refusal(request, wanted).isEmpty();
    }

    private static Optional<String> only(List<String> usages, String purpose) {
        if (!usages.contains(purpose)) {
            return Optional.of("usages did not match: " + purpose + " is missing in " + usages);
        }
        return usages.stream()
                .filter(usage -> !usage.equals(purpose) && !KEY_USAGES.contains(usage))
                .findFirst()
                .map(usage -> "usages did not match: " + usage + " is not allowed");
    }

    private static Optional<String> kubelet(CertificateSigner.Wanted wanted, boolean serving) {
        if (!wanted.organizations().equals(List.of("system:nodes"))) {
            return Optional.of("subject organization is not system:nodes");
        }
        if (!wanted.commonName().startsWith("system:node:")) {
            return Optional.of("subject common name does not begin with system:node:");
        }
        if (!wanted.otherNames().isEmpty()) {
            return Optional.of("Email and URI subjectAltNames are not allowed");
        }
        if (!serving && wanted.hasHosts()) {
            return Optional.of("DNS and IP subjectAltNames are not allowed");
        }
        return serving && !wanted.hasHosts() ? Optional.of("DNS or IP subjectAltName is required") : Optional.empty();
    }
}
