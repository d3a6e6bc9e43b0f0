package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.core.v1.Service;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/** No Service takes addresses from outside that it did not have. Off by default. */
final class DenyServiceExternalIPsPlugin implements AdmissionPlugin {
    @Override
    public String name() {
        return "DenyServiceExternalIPs";
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "services") || !(request.object() instanceof Struct tree)) {
            return;
        }
        var added = new HashSet<>(new Service(tree).spec().externalIPs());
        List<String> before = request.oldObject() instanceof Struct old
                ? new Service(old).spec().externalIPs()
                : List.of();
        before.forEach(added::remove);
        if (!added.isEmpty()) {
            throw Refusals.forbidden(request, "Use of external IPs is denied by admission control.");
        }
    }
}
