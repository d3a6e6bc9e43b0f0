package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.tree.Struct;

/** Approves or denies a CertificateSigningRequest: only its conditions and metadata change. */
final class CertificateApprovalStrategy implements Strategy {
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new CertificateSigningRequest(stored);
        var after = new CertificateSigningRequest(wanted);
        var conditions =
                CertificateConditions.dated(before, after, context.clock().now());
        return after.withSpec(before.spec())
                .withStatus(before.status().withConditions(conditions))
                .tree();
    }
}
