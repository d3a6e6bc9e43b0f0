package io.navarch.apiserver.policy;

import static io.navarch.apiserver.policy.PolicyExpressions.text;

import io.navarch.apiserver.matching.RequestFilter;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What validating and mutating policies have in common: which requests they are about, with what parameters, and whether they
 * stand in the way when they fail. Immutable.
 *
 * @param filter of the requests by resource
 */
record PolicyHead(String name, Obj spec, RequestFilter filter) {
    static PolicyHead of(String name, Struct object) {
        var spec = object.get("spec") instanceof Obj stated ? stated : Dict.EMPTY;
        var constraints = spec.get("matchConstraints") instanceof Obj stated ? stated : Dict.EMPTY;
        return new PolicyHead(name, spec, RequestFilter.ofResources(constraints));
    }

    @Nullable
    Obj paramKind() {
        return spec.get("paramKind") instanceof Obj kind ? kind : null;
    }

    boolean ignoresFailure() {
        return text(spec, "failurePolicy").equals("Ignore");
    }
}
