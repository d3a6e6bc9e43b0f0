package io.navarch.apiserver.auth;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.request.User;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.rbac.v1.RoleBinding;
import io.navarch.model.rbac.v1.RoleRef;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users from giving away what they do not have: the rules of a role that is written, and of a role that is bound, must be
 * held by the writer, who may else be allowed to {@code escalate} or to {@code bind} it.
 */
public final class EscalationGuard implements Admission {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;

    /** @param authorizer decides who may escalate and bind */
    public EscalationGuard(RbacAuthorizer rbac, Authorizer authorizer) {
        this.rbac = rbac;
        this.authorizer = authorizer;
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        var definition = request.served().definition();
        var object = request.object();
        if (!definition.group().equals(GROUP)
                || object == null
                || !request.subresource().isEmpty()) {
            return;
        }
        switch (definition.plural()) {
            case "roles", "clusterroles" -> checkRole(request, object);
            case "rolebindings", "clusterrolebindings" -> checkBinding(request, object);
            default -> {
                // The group has no other kinds.
            }
        }
    }

    private void checkRole(AdmissionRequest request, Struct role) {
        var before = request.oldObject();
        boolean aggregates = role.type().field("aggregationRule") != null && role.get("aggregationRule") != null;
        if (before != null
                && Objects.equals(before.get("rules"), role.get("rules"))
                && (!aggregates || Objects.equals(before.get("aggregationRule"), role.get("aggregationRule")))) {
            return;
        }
        var plural = request.served().definition().plural();
        if (may(request.user(), "escalate", plural, request.namespace(), request.name())) {
            return;
        }
        if (aggregates && !mayAll(request.user())) {
            throw forbidden(request, "must have cluster-admin privileges to use the aggregationRule");
        }
        checkHeld(request, new ClusterRole(rulesOnly(role)).rules());
    }

    private static Struct rulesOnly(Struct role) {
        return ClusterRole.TYPE.empty().with("rules", role.get("rules"));
    }

    private void checkBinding(AdmissionRequest request, Struct binding) {
        var before = request.oldObject();
        if (before != null
                && Objects.equals(before.get("subjects"), binding.get("subjects"))
                && Objects.equals(before.get("roleRef"), binding.get("roleRef"))) {
            return;
        }
        var ref = roleRef(binding);
        boolean cluster = ref.kind().equals("ClusterRole");
        if (may(
                request.user(),
                "bind",
                cluster ? "clusterroles" : "roles",
                cluster ? "" : request.namespace(),
                ref.name())) {
            return;
        }
        var rules = rbac.rulesOf(ref, request.namespace());
        if (rules == null) {
            throw ApiException.notFound(GROUP, cluster ? "clusterroles" : "roles", ref.name());
        }
        checkHeld(request, rules);
    }

    private static RoleRef roleRef(Struct binding) {
        return new RoleBinding(RoleBinding.TYPE.empty().with("roleRef", binding.get("roleRef"))).roleRef();
    }

    private boolean may(User user, String verb, String resource, String namespace, String name) {
        return authorizer
                .authorize(new Authorizer.Attributes(user, verb, GROUP, "v1", resource, "", namespace, name, true, ""))
                .allowed();
    }

    private boolean mayAll(User user) {
        return authorizer
                .authorize(new Authorizer.Attributes(user, "*", "*", "*", "*", "", "", "", true, ""))
                .allowed();
    }

    private void checkHeld(AdmissionRequest request, List<PolicyRule> wanted) {
        var held =
                List.copyOf(rbac.rulesFor(request.user(), request.namespace()).rules());
        var lacking = new ArrayList<String>();
        for (var rule : wanted) {
            var part = lacking(rule, held);
            if (part != null) {
                lacking.add(part);
            }
        }
        if (!lacking.isEmpty()) {
            var user = request.user();
            var groups = user.groups().stream().map(group -> '"' + group + '"').collect(Collectors.joining(" "));
            throw forbidden(
                    request,
                    "user \"" + user.name() + "\" (groups=[" + groups
                            + "]) is attempting to grant RBAC permissions not currently held:\n"
                            + String.join("\n", lacking));
        }
    }

    private static ApiException forbidden(AdmissionRequest request, String why) {
        return ApiException.forbidden(GROUP, request.served().definition().plural(), request.name(), why);
    }

    /** What of the rule nobody's rule in {@code held} covers, in words; null if nothing. */
    private static @Nullable String lacking(PolicyRule rule, List<PolicyRule> held) {
        var verbs = new ArrayList<String>();
        for (var verb : rule.verbs()) {
            if (!covered(rule, verb, held)) {
                verbs.add(verb);
            }
        }
        if (verbs.isEmpty()) {
            return null;
        }
        var text = new StringBuilder("{");
        append(text, "APIGroups", rule.apiGroups());
        append(text, "Resources", rule.resources());
        append(text, "ResourceNames", rule.resourceNames());
        append(text, "NonResourceURLs", rule.nonResourceURLs());
        append(text, "Verbs", verbs);
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, String name, List<String> values) {
        if (!values.isEmpty()) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(name)
                    .append(":[")
                    .append(values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(" ")))
                    .append(']');
        }
    }

    private static boolean covered(PolicyRule rule, String verb, List<PolicyRule> held) {
        for (var group : rule.apiGroups()) {
            for (var resource : rule.resources()) {
                var names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
                for (var name : names) {
                    if (held.stream().noneMatch(own -> coversResource(own, verb, group, resource, name))) {
                        return false;
                    }
                }
            }
        }
        for (var path : rule.nonResourceURLs()) {
            if (held.stream().noneMatch(own -> coversPath(own, verb, path))) {
                return false;
            }
        }
        return true;
    }

    private static boolean coversResource(PolicyRule own, String verb, String group, String resource, String name) {
        return has(own.verbs(), verb)
                && has(own.apiGroups(), group)
                && (has(own.resources(), resource) || hasSubresource(own.resources(), resource))
                && (own.resourceNames().isEmpty()
                        || !name.isEmpty() && own.resourceNames().contains(name));
    }

    private static boolean hasSubresource(List<String> resources, String resource) {
        int slash = resource.indexOf('/');
        return slash > 0 && resources.contains("*" + resource.substring(slash));
    }

    private static boolean coversPath(PolicyRule own, String verb, String path) {
        return has(own.verbs(), verb)
                && own.nonResourceURLs().stream()
                        .anyMatch(pattern -> pattern.equals("*")
                                || pattern.equals(path)
                                || pattern.endsWith("*")
                                        && path.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static boolean has(List<String> words, String word) {
        return words.contains("*") || words.contains(word);
    }
}
