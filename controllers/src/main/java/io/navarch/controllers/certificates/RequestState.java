package io.navarch.controllers.certificates;

import io.navarch.model.Timestamps;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.certificates.v1.CertificateSigningRequestCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** How far a request has come. Pure logic. */
final class RequestState {
    private RequestState() {}

    static Optional<CertificateSigningRequestCondition> condition(CertificateSigningRequest request, String type) {
        return request.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    static boolean has(CertificateSigningRequest request, String type) {
        return condition(request, type).isPresent();
    }

    static boolean signed(CertificateSigningRequest request) {
        return !request.status().certificate().isEmpty();
    }

    static boolean decided(CertificateSigningRequest request) {
        return has(request, "Approved") || has(request, "Denied");
    }

    static CertificateSigningRequest with(
            CertificateSigningRequest request, String type, String reason, String message, Instant now) {
        var conditions = new ArrayList<>(request.status().conditions());
        conditions.add(CertificateSigningRequestCondition.EMPTY
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(Timestamps.of(now))
                .withLastTransitionTime(Timestamps.of(now)));
        return request.withStatus(status -> status.withConditions(conditions));
    }
}
