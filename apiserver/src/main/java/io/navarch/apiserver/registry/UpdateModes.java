package io.navarch.apiserver.registry;

import io.navarch.model.kind.KindDefinition;
import java.util.Set;

/** What a PUT may do to objects of a kind, where upstream's kinds differ. */
final class UpdateModes {
    private static final Set<String> CREATED_BY_UPDATE = Set.of(
            "events",
            "endpoints",
            "limitranges",
            "services",
            "leases.coordination.k8s.io",
            "clusterrolebindings.rbac.authorization.k8s.io",
            "clusterroles.rbac.authorization.k8s.io",
            "rolebindings.rbac.authorization.k8s.io",
            "roles.rbac.authorization.k8s.io",
            "priorityclasses.scheduling.k8s.io");

    private static final Set<String> VERSION_NEEDED = Set.of(
            "apiservices.apiregistration.k8s.io",
            "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
            "leases.coordination.k8s.io",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "poddisruptionbudgets.policy",
            "runtimeclasses.node.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "volumeattachments.storage.k8s.io");

    private UpdateModes() {}

    /** Whether a PUT to a name that is not there creates the object. */
    static boolean creates(KindDefinition kind, Strategy strategy) {
        return strategy.allowsCreateOnUpdate() || CREATED_BY_UPDATE.contains(kind.resource());
    }

    /** Whether a PUT must name the resource version that it replaces. */
    static boolean needsVersion(KindDefinition kind, Strategy strategy) {
        return kind.custom() || !strategy.allowsUnconditionalUpdate() || VERSION_NEEDED.contains(kind.resource());
    }
}
