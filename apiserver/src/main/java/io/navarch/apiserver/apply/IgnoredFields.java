package io.navarch.apiserver.apply;

import io.navarch.model.kind.ServedKind;
import java.util.List;
import java.util.Set;

/**
 * The fields that a write through a door does not change, whatever it says: the status for a write to the object itself, the
 * spec for a write to the status. Nobody comes to own them there.
 */
final class IgnoredFields {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> STATUS = Set.of("status");
    private static final Set<String> SPEC = Set.of("spec");

    private static final FieldSet STATUS_SET = FieldSet.of(List.of(List.of("f:status")));
    private static final FieldSet SPEC_SET = FieldSet.of(List.of(List.of("f:spec")));

    private IgnoredFields() {}

    static Set<String> topLevel(ServedKind served, String subresource) {
        if (subresource.equals("status")) {
            return SPEC;
        }
        return served.version().hasStatus() ? STATUS : NONE;
    }

    static FieldSet of(ServedKind served, String subresource) {
        if (!subresource.equals("status")) {
            return served.version().hasStatus() ? STATUS_SET : FieldSet.EMPTY;
        }
        return switch (served.definition().resource()) {
            case "pods" -> PodStatus.FIELDS;
            case "deployments.apps" -> DeploymentStatus.FIELDS;
            default -> SPEC_SET;
        };
    }

    private static final class PodStatus {
        static final FieldSet FIELDS = FieldSet.of(List.of(
                List.of("f:spec"),
                List.of("f:metadata", "f:deletionTimestamp"),
                List.of("f:metadata", "f:ownerReferences")));
    }

    private static final class DeploymentStatus {
        static final FieldSet FIELDS = FieldSet.of(List.of(List.of("f:spec"), List.of("f:metadata", "f:labels")));
    }
}
