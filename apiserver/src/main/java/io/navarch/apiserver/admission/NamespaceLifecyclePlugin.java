package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Nothing is written into a namespace that is not there, or created in one that is being emptied; three may not go. */
final class NamespaceLifecyclePlugin implements AdmissionPlugin {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ObjectStores stores;

    NamespaceLifecyclePlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        boolean namespaceItself = request.served().definition().resource().equals("namespaces");
        if (namespaceItself && request.operation() == Operation.DELETE && IMMORTAL.contains(request.name())) {
            throw Refusals.forbidden(request, "this namespace may not be deleted");
        }
        if (!request.namespace().isEmpty()
                && !namespaceItself
                && request.operation() != Operation.DELETE
                && !request.served().definition().plural().equals("localsubjectaccessreviews")) {
            check(request);
        }
        return request.object();
    }

    private void check(AdmissionRequest request) {
        var tree = stores.of("", "namespaces").find("", request.namespace());
        if (tree == null) {
            throw ApiException.notFound("", "namespaces", request.namespace());
        }
        boolean terminating = new Namespace(tree).status().phase().equals("Terminating");
        if (terminating && request.operation() == Operation.CREATE) {
            var refusal = Refusals.forbidden(
                    request,
                    "unable to create new content in namespace " + request.namespace()
                            + " because it is being terminated");
            var cause = StatusCause.EMPTY
                    .withReason("NamespaceTerminating")
                    .withMessage("namespace " + request.namespace() + " is being terminated")
                    .withField("metadata.namespace");
            var status = refusal.status();
            throw new ApiException(status.withDetails(status.details().withCauses(List.of(cause))));
        }
    }
}
