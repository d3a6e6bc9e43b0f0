package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import java.util.List;

/** A CertificateSigningRequest says who asked; nobody else may say it, and it is never changed. */
final class CertificateSigningRequestStrategy implements Strategy {
    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var request = new CertificateSigningRequest(wanted);
        var user = context.user();
        var spec = request.spec()
                .withUsername(user.name())
                .withUid(user.uid())
                .withGroups(user.groups())
                .tree();
        var extra = Dict.builder();
        user.extra().forEach((key, values) -> extra.put(key, List.copyOf(values)));
        var extras = extra.build();
        return request.tree().with("spec", spec.with("extra", extras.isEmpty() ? null : extras));
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        return wanted.with("spec", stored.get("spec"));
    }
}
