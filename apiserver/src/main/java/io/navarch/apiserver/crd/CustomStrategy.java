package io.navarch.apiserver.crd;

import io.navarch.apiserver.registry.Reservation;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Struct;
import java.util.function.Predicate;

/** Custom objects cannot be created while their definition is being deleted; a write to the status changes nothing else. */
final class CustomStrategy implements Strategy {
    private final Predicate<String> terminating;

    /** @param terminating whether the definition of that name is being deleted */
    CustomStrategy(Predicate<String> terminating) {
        this.terminating = terminating;
    }

    @Override
    public Reservation beginCreate(WriteContext context, Struct wanted) {
        if (terminating.test(context.kind().resource())) {
            throw new ApiException(
                    Reason.METHOD_NOT_ALLOWED, "create not allowed while custom resource definition is terminating");
        }
        return Reservation.none(wanted);
    }

    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        if (!context.subresource().equals("status")) {
            return wanted;
        }
        var managed = wanted.get("metadata") instanceof Struct metadata ? metadata.get("managedFields") : null;
        return stored.get("metadata") instanceof Struct metadata
                ? wanted.with("metadata", metadata.with("managedFields", managed))
                : wanted;
    }
}
