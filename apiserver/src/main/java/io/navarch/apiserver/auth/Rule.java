package io.navarch.apiserver.auth;

import io.navarch.model.rbac.v1.PolicyRule;
import java.util.List;

/** One rule of a role, ready to be matched. */
record Rule(List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {

    static Rule of(PolicyRule rule) {
        return new Rule(
                interned(rule.verbs()),
                interned(rule.apiGroups()),
                interned(rule.resources()),
                List.copyOf(rule.resourceNames()),
                List.copyOf(rule.nonResourceURLs()));
    }

    /** Shared strings let most comparisons end at the reference; rules repeat the same few words. */
    private static List<String> interned(List<String> words) {
        return words.stream().map(String::intern).toList();
    }

    PolicyRule asPolicyRule() {
        return PolicyRule.EMPTY
                .withVerbs(verbs)
                .withApiGroups(groups)
                .withResources(resources)
                .withResourceNames(names)
                .withNonResourceURLs(paths);
    }

    boolean allows(Authorizer.Attributes asked) {
        if (!matches(verbs, asked.verb())) {
            return false;
        }
        if (!asked.resourceRequest()) {
            return pathMatches(asked.path());
        }
        return matches(groups, asked.group())
                && resourceMatches(asked)
                && (names.isEmpty() || names.contains(asked.name()));
    }

    private boolean resourceMatches(Authorizer.Attributes asked) {
        for (var resource : resources) {
            if (resource.equals("*")) {
                return true;
            }
            if (asked.subresource().isEmpty()) {
                if (resource.equals(asked.resource())) {
                    return true;
                }
            } else if (subresourceMatches(resource, asked)) {
                return true;
            }
        }
        return false;
    }

    private static boolean subresourceMatches(String rule, Authorizer.Attributes asked) {
        int slash = asked.resource().length();
        if (rule.length() == slash + 1 + asked.subresource().length()
                && rule.charAt(slash) == '/'
                && rule.startsWith(asked.resource())
                && rule.endsWith(asked.subresource())) {
            return true;
        }
        return rule.startsWith("*/")
                && rule.length() == 2 + asked.subresource().length()
                && rule.endsWith(asked.subresource());
    }

    private boolean pathMatches(String path) {
        for (var pattern : paths) {
            if (pattern.equals("*") || pattern.equals(path)) {
                return true;
            }
            if (pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<String> words, String word) {
        for (var candidate : words) {
            if (candidate.equals("*") || candidate.equals(word)) {
                return true;
            }
        }
        return false;
    }
}
