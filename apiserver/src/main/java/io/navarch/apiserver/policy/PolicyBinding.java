package io.navarch.apiserver.policy;

import io.navarch.apiserver.matching.RequestFilter;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A binding: where a policy is in force, with which parameters, and what follows from a violation.
 *
 * @param paramRef which parameters, or null for none
 * @param actions Deny, Warn, Audit
 */
record PolicyBinding(
        String name, String policyName, @Nullable Obj paramRef, RequestFilter filter, Set<String> actions) {

    static PolicyBinding of(String name, Struct object) {
        var spec = object.get("spec") instanceof Obj stated ? stated : Dict.EMPTY;
        var actions = new HashSet<String>();
        if (spec.get("validationActions") instanceof List<?> stated) {
            stated.forEach(action -> actions.add(String.valueOf(action)));
        }
        return new PolicyBinding(
                name,
                spec.get("policyName") instanceof String text ? text : "",
                spec.get("paramRef") instanceof Obj reference ? reference : null,
                RequestFilter.ofResources(spec.get("matchResources") instanceof Obj stated ? stated : Dict.EMPTY),
                Set.copyOf(actions));
    }
}
