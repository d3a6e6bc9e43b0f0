package io.navarch.model.validation;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;

/** What of a pod's spec may change after creation: images, a shorter deadline, more tolerations, fewer scheduling gates. */
final class PodUpdateRules {
    private static final String REFUSAL = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
            + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodUpdateRules() {}

    static void check(Struct storedTree, Struct tree, FieldErrors errors) {
        var stored = new PodSpec(storedTree);
        var spec = new PodSpec(tree);
        if (spec.containers().size() != stored.containers().size()) {
            errors.forbidden("spec.containers", "pod updates may not add or remove containers");
            return;
        }
        if (spec.initContainers().size() != stored.initContainers().size()) {
            errors.forbidden("spec.initContainers", "pod updates may not add or remove containers");
            return;
        }
        deadline(stored, spec, errors);
        gates(stored, spec, errors);
        tolerations(stored, spec, errors);
        // Whatever is left different after the allowed changes are undone was not allowed.
        var undone = spec.withContainers(withImages(spec.containers(), stored.containers()));
        if (!spec.initContainers().isEmpty()) {
            undone = undone.withInitContainers(withImages(spec.initContainers(), stored.initContainers()));
        }
        var before = stored.tree();
        var after = undone.tree();
        for (var field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
            after = after.with(field, before.get(field));
        }
        if (stored.terminationGracePeriodSeconds() < 0 && spec.terminationGracePeriodSeconds() == 1) {
            after = after.with("terminationGracePeriodSeconds", before.get("terminationGracePeriodSeconds"));
        }
        if (!stored.schedulingGates().isEmpty()) {
            // A gated pod may still be steered: its node selector and affinity may be narrowed.
            after = after.with("nodeSelector", before.get("nodeSelector")).with("affinity", before.get("affinity"));
        }
        if (!before.equals(after)) {
            errors.forbidden("spec", REFUSAL);
        }
    }

    private static List<Container> withImages(List<Container> containers, List<Container> originals) {
        var undone = new ArrayList<Container>();
        for (int i = 0; i < containers.size(); i++) {
            undone.add(containers.get(i).withImage(originals.get(i).image()));
        }
        return undone;
    }

    private static void deadline(PodSpec stored, PodSpec spec, FieldErrors errors) {
        if (!stored.hasActiveDeadlineSeconds()) {
            return;
        }
        if (!spec.hasActiveDeadlineSeconds()) {
            errors.invalid(
                    "spec.activeDeadlineSeconds",
                    stored.activeDeadlineSeconds(),
                    "must not update from a positive integer to nil value");
        } else if (spec.activeDeadlineSeconds() > stored.activeDeadlineSeconds()) {
            errors.invalid(
                    "spec.activeDeadlineSeconds",
                    spec.activeDeadlineSeconds(),
                    "must be less than or equal to previous value");
        }
    }

    private static void gates(PodSpec stored, PodSpec spec, FieldErrors errors) {
        for (int i = 0; i < spec.schedulingGates().size(); i++) {
            var gate = spec.schedulingGates().get(i);
            if (!stored.schedulingGates().contains(gate)) {
                errors.forbidden(
                        "spec.schedulingGates[" + gate.name() + "]",
                        "only deletion is allowed, but found new scheduling gate '" + gate.name() + "'");
            }
        }
    }

    private static void tolerations(PodSpec stored, PodSpec spec, FieldErrors errors) {
        for (var toleration : stored.tolerations()) {
            boolean kept = spec.tolerations().stream()
                    .anyMatch(other -> other.withoutTolerationSeconds().equals(toleration.withoutTolerationSeconds()));
            if (!kept) {
                errors.forbidden(
                        "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }
}
