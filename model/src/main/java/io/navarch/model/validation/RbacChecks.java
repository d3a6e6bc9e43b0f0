package io.navarch.model.validation;

import io.navarch.model.name.Formats;
import io.navarch.model.rbac.v1.ClusterRoleBinding;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.rbac.v1.RoleBinding;
import io.navarch.model.rbac.v1.RoleRef;
import io.navarch.model.rbac.v1.Subject;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;

/** Roles and bindings. */
final class RbacChecks {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacChecks() {}

    static void register(Map<String, Check> all) {
        all.put("rules", RbacChecks::rules);
        all.put("roleBinding", (tree, path, scope) -> {
            var binding = new RoleBinding(tree);
            binding(binding.roleRef(), binding.subjects(), List.of("Role", "ClusterRole"), false, scope.errors());
        });
        all.put("clusterRoleBinding", (tree, path, scope) -> {
            var binding = new ClusterRoleBinding(tree);
            binding(binding.roleRef(), binding.subjects(), List.of("ClusterRole"), true, scope.errors());
        });
    }

    private static void rules(Struct tree, String path, Scope scope) {
        boolean namespaced = tree.type().goName().equals("Role");
        var rules = tree.get("rules") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < rules.size(); i++) {
            rule(new PolicyRule((Struct) rules.get(i)), namespaced, "rules[" + i + "]", scope.errors());
        }
    }

    private static void rule(PolicyRule rule, boolean namespaced, String at, FieldErrors errors) {
        if (rule.verbs().isEmpty()) {
            errors.required(at + ".verbs", "verbs must contain at least one value");
        }
        if (!rule.nonResourceURLs().isEmpty()) {
            if (namespaced) {
                errors.invalid(
                        at + ".nonResourceURLs",
                        rule.tree().get("nonResourceURLs"),
                        "namespaced rules cannot apply to non-resource URLs");
            }
            if (!rule.apiGroups().isEmpty()
                    || !rule.resources().isEmpty()
                    || !rule.resourceNames().isEmpty()) {
                errors.invalid(
                        at + ".nonResourceURLs",
                        rule.tree().get("nonResourceURLs"),
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (rule.apiGroups().isEmpty()) {
            errors.required(at + ".apiGroups", "resource rules must supply at least one api group");
        }
        if (rule.resources().isEmpty()) {
            errors.required(at + ".resources", "resource rules must supply at least one resource");
        }
    }

    private static void binding(
            RoleRef role, List<Subject> subjects, List<String> kinds, boolean namespaceNeeded, FieldErrors errors) {
        if (!role.apiGroup().equals(GROUP)) {
            errors.notSupported("roleRef.apiGroup", role.apiGroup(), List.of(GROUP));
        }
        if (!kinds.contains(role.kind())) {
            errors.notSupported("roleRef.kind", role.kind(), kinds);
        }
        if (role.name().isEmpty()) {
            errors.required("roleRef.name", "");
        } else {
            errors.invalid("roleRef.name", role.name(), Formats.pathSegment(role.name()));
        }
        for (int i = 0; i < subjects.size(); i++) {
            subject(subjects.get(i), namespaceNeeded, "subjects[" + i + "]", errors);
        }
    }

    private static void subject(Subject subject, boolean namespaceNeeded, String at, FieldErrors errors) {
        if (subject.name().isEmpty()) {
            errors.required(at + ".name", "");
        }
        switch (subject.kind()) {
            case "ServiceAccount" -> {
                if (!subject.name().isEmpty()) {
                    errors.invalid(at + ".name", subject.name(), Formats.dns1123Subdomain(subject.name()));
                }
                if (!subject.apiGroup().isEmpty()) {
                    errors.notSupported(at + ".apiGroup", subject.apiGroup(), List.of(""));
                }
                if (namespaceNeeded && subject.namespace().isEmpty()) {
                    errors.required(at + ".namespace", "");
                }
            }
            case "User", "Group" -> {
                if (!subject.apiGroup().equals(GROUP)) {
                    errors.notSupported(at + ".apiGroup", subject.apiGroup(), List.of(GROUP));
                }
            }
            default -> errors.notSupported(at + ".kind", subject.kind(), List.of("Group", "ServiceAccount", "User"));
        }
    }
}
