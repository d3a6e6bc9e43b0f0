package io.navarch.apiserver.review;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.RbacAuthorizer;
import io.navarch.apiserver.request.User;
import io.navarch.model.authorization.v1.NonResourceRule;
import io.navarch.model.authorization.v1.ResourceRule;
import io.navarch.model.authorization.v1.SubjectRulesReviewStatus;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists what a user may do in a namespace. */
final class RuleListing {
    private static final List<String> ALL = List.of("*");

    private RuleListing() {}

    static Struct status(@Nullable RbacAuthorizer rbac, Authorizer authorizer, User user, String namespace) {
        var resources = new ArrayList<ResourceRule>();
        var paths = new ArrayList<NonResourceRule>();
        if (user.groups().contains(User.MASTERS) || authorizer == Authorizer.ALWAYS_ALLOW) {
            resources.add(ResourceRule.EMPTY.withVerbs(ALL).withApiGroups(ALL).withResources(ALL));
            paths.add(NonResourceRule.EMPTY.withVerbs(ALL).withNonResourceURLs(ALL));
        }
        var missing = List.<String>of();
        if (rbac != null) {
            var found = rbac.rulesFor(user, namespace);
            missing = List.copyOf(found.missing());
            found.rules().forEach(rule -> add(rule, resources, paths));
        }
        // The schema has all three lists as required: they are written even when they are empty.
        var status = SubjectRulesReviewStatus.EMPTY
                .withResourceRules(resources)
                .withNonResourceRules(paths)
                .withIncomplete(!missing.isEmpty());
        return (missing.isEmpty() ? status : status.withEvaluationError(String.join(", ", missing))).tree();
    }

    private static void add(PolicyRule rule, List<ResourceRule> resources, List<NonResourceRule> paths) {
        if (!rule.resources().isEmpty()) {
            resources.add(ResourceRule.EMPTY
                    .withVerbs(rule.verbs())
                    .withApiGroups(rule.apiGroups())
                    .withResources(rule.resources())
                    .withResourceNames(rule.resourceNames()));
        }
        if (!rule.nonResourceURLs().isEmpty()) {
            paths.add(NonResourceRule.EMPTY.withVerbs(rule.verbs()).withNonResourceURLs(rule.nonResourceURLs()));
        }
    }
}
