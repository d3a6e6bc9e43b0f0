package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.User;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A namespace is made by who first creates something in it. Off by default. */
final class NamespaceAutoProvisionPlugin implements AdmissionPlugin {
    private static final User SERVER = User.of("system:apiserver", User.MASTERS);

    private final ObjectStores stores;

    NamespaceAutoProvisionPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "NamespaceAutoProvision";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        var name = request.namespace();
        if (request.operation() != Operation.CREATE || request.dryRun() || name.isEmpty()) {
            return request.object();
        }
        var namespaces = stores.of("", "namespaces");
        if (namespaces.find("", name) == null) {
            try {
                namespaces.create(
                        SERVER,
                        Namespace.EMPTY
                                .withMetadata(metadata -> metadata.withName(name))
                                .tree(),
                        false);
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    throw e;
                }
            }
        }
        return request.object();
    }
}
