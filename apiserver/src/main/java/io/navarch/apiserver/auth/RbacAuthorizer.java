package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.User;
import io.navarch.model.kind.Kinds;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.rbac.v1.RoleRef;
import io.navarch.model.rbac.v1.Subject;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Allows what roles and their bindings allow. */
public final class RbacAuthorizer implements Authorizer, AutoCloseable {
    private final RbacIndex index;

    private RbacAuthorizer(RbacIndex index) {
        this.index = index;
    }

    /** Reads the roles and bindings and follows their changes. */
    public static RbacAuthorizer open(Store store, Kinds kinds) {
        return new RbacAuthorizer(RbacIndex.open(store, kinds));
    }

    /** Waits until roles and bindings up to the revision count, or for as long as one may wait. */
    public void catchUp(long revision, Duration patience) throws InterruptedException {
        index.catchUp(revision, patience);
    }

    @Override
    public Decision authorize(Attributes asked) {
        var search = new Search(asked);
        boolean found = index.anyClusterGrant(asked.user(), search::test)
                || !asked.namespace().isEmpty() && index.anyGrant(asked.user(), asked.namespace(), search::test);
        return found ? search.allowed() : search.refused();
    }

    /** Every rule that holds for the user in the namespace, and what refers to roles that are not there. */
    public Rules rulesFor(User user, String namespace) {
        var rules = new LinkedHashSet<PolicyRule>();
        var missing = new LinkedHashSet<String>();
        Predicate<RbacIndex.Grant> collect = grant -> {
            var found = index.rules(grant);
            if (found == null) {
                missing.add(missing(grant));
            } else {
                found.forEach(rule -> rules.add(rule.asPolicyRule()));
            }
            return false;
        };
        index.anyClusterGrant(user, collect);
        if (!namespace.isEmpty()) {
            index.anyGrant(user, namespace, collect);
        }
        return new Rules(rules, missing);
    }

    /** The rules of a role that a binding of the namespace would refer to; null if there is no such role. */
    @Nullable
    List<PolicyRule> rulesOf(RoleRef ref, String namespace) {
        var rules = index.rules(ref, namespace);
        return rules == null ? null : rules.stream().map(Rule::asPolicyRule).toList();
    }

    /** What a user may do somewhere. */
    public record Rules(Set<PolicyRule> rules, Set<String> missing) {}

    private static String missing(RbacIndex.Grant grant) {
        var kind = grant.role().kind().equals("ClusterRole") ? "clusterrole" : "role";
        return kind + ".rbac.authorization.k8s.io \"" + grant.role().name() + "\" not found";
    }

    /** One walk over the grants of a user. Confined to one thread. */
    private final class Search {
        private final Attributes asked;
        private final List<String> missing = new ArrayList<>(0);
        private RbacIndex.@Nullable Grant granted;

        Search(Attributes asked) {
            this.asked = asked;
        }

        boolean test(RbacIndex.Grant grant) {
            var rules = index.rules(grant);
            if (rules == null) {
                missing.add(RbacAuthorizer.missing(grant));
                return false;
            }
            for (var rule : rules) {
                if (rule.allows(asked)) {
                    granted = grant;
                    return true;
                }
            }
            return false;
        }

        Decision allowed() {
            var grant = granted;
            return grant == null ? Decision.NO_OPINION : Decision.allowed(() -> why(grant));
        }

        Decision refused() {
            if (missing.isEmpty()) {
                return Decision.NO_OPINION;
            }
            var all = missing.size() == 1 ? missing.get(0) : missing.toString();
            return Decision.noOpinion("RBAC: " + all);
        }

        private String why(RbacIndex.Grant grant) {
            return "RBAC: allowed by " + (grant.cluster() ? "ClusterRoleBinding" : "RoleBinding") + " \""
                    + grant.binding() + "\" of " + grant.role().kind() + " \""
                    + grant.role().name() + "\" to " + subject(grant);
        }

        private String subject(RbacIndex.Grant grant) {
            var user = asked.user();
            var direct = grant.subjects().get(RbacIndex.userKey(user.name()));
            if (direct != null) {
                return described(direct);
            }
            for (var group : user.groups()) {
                var named = grant.subjects().get(RbacIndex.groupKey(group));
                if (named != null) {
                    return described(named);
                }
            }
            return "User \"" + user.name() + "\"";
        }

        private static String described(Subject subject) {
            return subject.kind().equals("ServiceAccount")
                    ? "ServiceAccount \"" + subject.name() + "/" + subject.namespace() + "\""
                    : subject.kind() + " \"" + subject.name() + "\"";
        }
    }

    @Override
    public void close() {
        index.close();
    }
}
