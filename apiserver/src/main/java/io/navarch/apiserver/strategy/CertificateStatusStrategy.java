package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.certificates.v1.CertificateSigningRequestCondition;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Issues the certificate of a CertificateSigningRequest; approval is not the signer's to give or take. */
final class CertificateStatusStrategy implements Strategy {
    private static final Set<String> APPROVAL = Set.of("Approved", "Denied");

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new CertificateSigningRequest(stored);
        var after = new CertificateSigningRequest(wanted);
        List<CertificateSigningRequestCondition> conditions = new ArrayList<>();
        for (var condition :
                CertificateConditions.dated(before, after, context.clock().now())) {
            if (!APPROVAL.contains(condition.type())) {
                conditions.add(condition);
            }
        }
        for (var condition : before.status().conditions()) {
            if (APPROVAL.contains(condition.type())) {
                conditions.add(condition);
            }
        }
        return after.withStatus(after.status().withConditions(conditions)).tree();
    }
}
