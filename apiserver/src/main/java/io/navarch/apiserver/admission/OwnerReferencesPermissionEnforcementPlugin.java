package io.navarch.apiserver.admission;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.Authorizer.Attributes;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who gives an object an owner must be allowed to delete the object, and who has its owner's deletion wait for it must be allowed
 * to set finalizers on that owner. Off by default.
 */
final class OwnerReferencesPermissionEnforcementPlugin implements AdmissionPlugin {
    private final Authorizer authorizer;
    private final Supplier<Kinds> kinds;

    OwnerReferencesPermissionEnforcementPlugin(Authorizer authorizer, Supplier<Kinds> kinds) {
        this.authorizer = authorizer;
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "OwnerReferencesPermissionEnforcement";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || request.object() == null) {
            return;
        }
        var wanted = references(request.object());
        var stored = references(request.oldObject());
        if (wanted.equals(stored)) {
            return;
        }
        if (request.operation() == Operation.UPDATE) {
            checkDelete(request);
        }
        var known = new HashSet<String>();
        stored.stream().filter(OwnerReference::blockOwnerDeletion).forEach(reference -> known.add(reference.uid()));
        for (var reference : wanted) {
            if (reference.blockOwnerDeletion() && !known.contains(reference.uid())) {
                checkFinalizers(request, reference);
            }
        }
    }

    private static List<OwnerReference> references(@Nullable Struct object) {
        return object != null && object.get("metadata") instanceof Struct tree
                ? new ObjectMeta(tree).ownerReferences()
                : List.of();
    }

    private void checkDelete(AdmissionRequest request) {
        var decision = authorizer.authorize(
                attributes(request, "delete", request.served(), request.subresource(), request.name()));
        if (!decision.allowed()) {
            throw Refusals.forbidden(
                    request, "cannot set an ownerRef on a resource you can't delete: " + decision.reason() + ", <nil>");
        }
    }

    private void checkFinalizers(AdmissionRequest request, OwnerReference reference) {
        var owner = kinds.get().byKind(reference.apiVersion(), reference.kind());
        if (owner.isEmpty()) {
            throw Refusals.forbidden(
                    request,
                    "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion "
                            + reference.apiVersion() + " Kind " + reference.kind() + ": no matches for kind \""
                            + reference.kind() + "\" in version \"" + reference.apiVersion() + "\"");
        }
        var decision = authorizer.authorize(attributes(request, "update", owner.get(), "finalizers", reference.name()));
        if (!decision.allowed()) {
            throw Refusals.forbidden(
                    request,
                    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers"
                            + " on: " + decision.reason() + ", <nil>");
        }
    }

    private static Attributes attributes(
            AdmissionRequest request, String verb, ServedKind kind, String subresource, String name) {
        return new Attributes(
                request.user(),
                verb,
                kind.group(),
                kind.version().version(),
                kind.definition().plural(),
                subresource,
                kind.definition().namespaced() ? request.namespace() : "",
                name,
                true,
                "");
    }
}
