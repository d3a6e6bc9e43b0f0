package io.navarch.apiserver.matching;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests by operation and resource: a {@code RuleWithOperations}. In each list "*" stands for everything; a resource may be
 * {@code pods}, {@code pods/status}, {@code pods/*}, {@code *}{@code /scale}.
 *
 * @param names the objects it is about; empty for all
 */
record RequestRule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        List<String> names,
        String scope) {

    static List<RequestRule> listOf(Obj owner, String member) {
        var rules = new ArrayList<RequestRule>();
        if (owner.get(member) instanceof List<?> stated) {
            for (var rule : stated) {
                rules.add(of((Obj) rule));
            }
        }
        return List.copyOf(rules);
    }

    private static RequestRule of(Obj rule) {
        return new RequestRule(
                texts(rule, "operations"),
                texts(rule, "apiGroups"),
                texts(rule, "apiVersions"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                rule.get("scope") instanceof String text ? text : "*");
    }

    private static List<String> texts(Obj rule, String member) {
        var texts = new ArrayList<String>();
        if (rule.get(member) instanceof List<?> values) {
            values.forEach(value -> texts.add(String.valueOf(value)));
        }
        return List.copyOf(texts);
    }

    /** Whether the request is meant, if its resource is addressed in that group and version. */
    boolean matches(AdmissionRequest request, String group, String version) {
        return has(operations, request.operation().name())
                && has(groups, group)
                && has(versions, version)
                && matchesScope(request)
                && matchesResource(request)
                && (names.isEmpty() || names.contains(request.name()));
    }

    private boolean matchesScope(AdmissionRequest request) {
        boolean namespaced = request.served().definition().namespaced();
        return switch (scope) {
            case "Namespaced" -> namespaced;
            case "Cluster" -> !namespaced;
            default -> true;
        };
    }

    private boolean matchesResource(AdmissionRequest request) {
        var plural = request.served().definition().plural();
        for (var stated : resources) {
            int slash = stated.indexOf('/');
            var resource = slash < 0 ? stated : stated.substring(0, slash);
            var subresource = slash < 0 ? "" : stated.substring(slash + 1);
            if ((resource.equals("*") || resource.equals(plural))
                    && (subresource.equals("*") || subresource.equals(request.subresource()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<String> stated, String value) {
        return stated.contains("*") || stated.contains(value);
    }
}
