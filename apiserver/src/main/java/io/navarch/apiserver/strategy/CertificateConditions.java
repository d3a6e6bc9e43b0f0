package io.navarch.apiserver.strategy;

import io.navarch.model.Timestamps;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.certificates.v1.CertificateSigningRequestCondition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

/** Dates the conditions of certificate signing requests. */
final class CertificateConditions {
    private CertificateConditions() {}

    /** The wanted conditions, each with the times of its last update and of its last change of status. */
    static List<CertificateSigningRequestCondition> dated(
            CertificateSigningRequest before, CertificateSigningRequest after, Instant instant) {
        var now = Timestamps.of(instant);
        var known = new HashMap<String, CertificateSigningRequestCondition>();
        before.status().conditions().forEach(condition -> known.put(condition.type(), condition));
        return after.status().conditions().stream()
                .map(condition -> {
                    var old = known.get(condition.type());
                    var dated = condition.lastUpdateTime().isEmpty() ? condition.withLastUpdateTime(now) : condition;
                    if (!dated.lastTransitionTime().isEmpty()) {
                        return dated;
                    }
                    return old != null
                                    && old.status().equals(condition.status())
                                    && !old.lastTransitionTime().isEmpty()
                            ? dated.withLastTransitionTime(old.lastTransitionTime())
                            : dated.withLastTransitionTime(now);
                })
                .toList();
    }
}
