package io.navarch.apiserver.crd;

import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which of the names that a definition asks for it gets: those that no other definition of its group has. Pure logic.
 */
final class Naming {
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private final CustomResourceDefinition definition;
    private final Set<String> resources = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();
    private String reason = "";
    private String message = "";

    private Naming(CustomResourceDefinition definition, Collection<CustomResourceDefinition> all) {
        this.definition = definition;
        for (var other : all) {
            if (!other.name().equals(definition.name())
                    && other.spec().group().equals(definition.spec().group())) {
                var names = other.status().acceptedNames();
                resources.add(names.plural());
                resources.add(names.singular());
                resources.addAll(names.shortNames());
                kinds.add(names.kind());
                kinds.add(names.listKind());
            }
        }
        resources.remove("");
        kinds.remove("");
    }

    /** The definition's status with the names that it gets and the conditions that follow. */
    static CustomResourceDefinitionStatus status(
            CustomResourceDefinition definition, Collection<CustomResourceDefinition> all, String now) {
        return new Naming(definition, all).status(now);
    }

    private CustomResourceDefinitionStatus status(String now) {
        var accepted = accepted();
        var status = definition.status().withAcceptedNames(accepted);
        if (reason.isEmpty()) {
            status = Conditions.with(status, "NamesAccepted", "True", "NoConflicts", "no conflicts found", now);
            if (!Conditions.isTrue(definition, "Established")) {
                status = Conditions.with(
                        status,
                        "Established",
                        "True",
                        "InitialNamesAccepted",
                        "the initial names have been accepted",
                        now);
            }
        } else {
            status = Conditions.with(status, "NamesAccepted", "False", reason, message, now);
            if (!Conditions.isTrue(definition, "Established")) {
                status = Conditions.with(
                        status, "Established", "False", "NotAccepted", "not all names are accepted", now);
            }
        }
        return approved(status, now);
    }

    private CustomResourceDefinitionNames accepted() {
        var wanted = definition.spec().names();
        var has = definition.status().acceptedNames();
        var names = has;
        if (isFree(wanted.plural(), has.plural(), resources, "PluralConflict")) {
            names = names.withPlural(wanted.plural());
        }
        if (isFree(wanted.singular(), has.singular(), resources, "SingularConflict")) {
            names = names.withSingular(wanted.singular());
        }
        if (areFree(wanted.shortNames(), has.shortNames())) {
            names = names.withShortNames(wanted.shortNames());
        }
        if (isFree(wanted.kind(), has.kind(), kinds, "KindConflict")) {
            names = names.withKind(wanted.kind());
        }
        if (isFree(wanted.listKind(), has.listKind(), kinds, "ListKindConflict")) {
            names = names.withListKind(wanted.listKind());
        }
        return names.withCategories(wanted.categories());
    }

    private boolean isFree(String wanted, String has, Set<String> used, String conflict) {
        if (wanted.equals(has) || !used.contains(wanted)) {
            return true;
        }
        reason = conflict;
        message = inUse(wanted);
        return false;
    }

    private static String inUse(String name) {
        return "\"" + name + "\" is already in use";
    }

    private boolean areFree(List<String> wanted, List<String> has) {
        var faults = new ArrayList<String>();
        for (var name : wanted) {
            if (!has.contains(name) && resources.contains(name)) {
                faults.add(inUse(name));
            }
        }
        if (faults.isEmpty()) {
            return true;
        }
        reason = "ShortNamesConflict";
        message = faults.size() == 1 ? faults.get(0) : "[" + String.join(", ", faults) + "]";
        return false;
    }

    /** Groups of the Kubernetes project need an approval, which is an address. */
    private CustomResourceDefinitionStatus approved(CustomResourceDefinitionStatus status, String now) {
        var group = definition.spec().group();
        boolean isProtected = List.of("k8s.io", "kubernetes.io").stream()
                .anyMatch(domain -> group.equals(domain) || group.endsWith("." + domain));
        if (!isProtected) {
            return status;
        }
        var approval = definition.metadata().annotations().getOrDefault(APPROVAL, "");
        var type = "KubernetesAPIApprovalPolicyConformant";
        if (approval.startsWith("unapproved")) {
            return Conditions.with(
                    status, type, "False", "UnapprovedAnnotation", "not approved: \"" + approval + "\"", now);
        }
        return approval.isEmpty()
                ? Conditions.with(
                        status,
                        type,
                        "False",
                        "MissingAnnotation",
                        "protected groups must have approval annotation \"" + APPROVAL
                                + "\", see https://github.com/kubernetes/enhancements/pull/1111",
                        now)
                : Conditions.with(status, type, "True", "ApprovedAnnotation", "approved in " + approval, now);
    }
}
