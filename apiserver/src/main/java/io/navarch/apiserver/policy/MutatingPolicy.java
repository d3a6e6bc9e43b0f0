package io.navarch.apiserver.policy;

import static io.navarch.apiserver.policy.PolicyExpressions.elements;
import static io.navarch.apiserver.policy.PolicyExpressions.text;

import io.navarch.apiserver.apply.ConfigurationMerge;
import io.navarch.apiserver.cel.CelBudget;
import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelOutcome;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.matching.MatchConditions;
import io.navarch.apiserver.patch.JsonPatch;
import io.navarch.apiserver.patch.PatchException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A MutatingAdmissionPolicy: expressions that say what is to be changed. Compiled on first use. Thread-safe. */
final class MutatingPolicy {
    private final PolicyHead head;
    private volatile @Nullable Compiled compiled;

    private record Compiled(PolicyExpressions expressions, MatchConditions conditions, List<Mutation> mutations) {}

    private record Mutation(String expression, boolean apply, CelCompilation compilation) {}

    /** A mutation that cannot be made. */
    static final class MutationException extends Exception {
        private static final long serialVersionUID = 1;

        MutationException(String message) {
            super(message);
        }
    }

    private MutatingPolicy(PolicyHead head) {
        this.head = head;
    }

    static MutatingPolicy of(String name, Struct object) {
        return new MutatingPolicy(PolicyHead.of(name, object));
    }

    PolicyHead head() {
        return head;
    }

    boolean reinvoked() {
        return text(head.spec(), "reinvocationPolicy").equals("IfNeeded");
    }

    int mutations() {
        return compiled().mutations().size();
    }

    private Compiled compiled() {
        var known = compiled;
        if (known == null) {
            var spec = head.spec();
            var expressions = PolicyExpressions.of(spec);
            known = new Compiled(
                    expressions,
                    MatchConditions.of(spec, expressions::environment),
                    elements(spec, "mutations").stream()
                            .map(stated -> mutation(expressions, stated))
                            .toList());
            compiled = known;
        }
        return known;
    }

    private static Mutation mutation(PolicyExpressions expressions, Obj stated) {
        boolean apply = text(stated, "patchType").equals("ApplyConfiguration");
        var how = stated.get(apply ? "applyConfiguration" : "jsonPatch") instanceof Obj form ? form : Dict.EMPTY;
        var expression = text(how, "expression");
        return new Mutation(
                expression,
                apply,
                expressions.compile(expression, apply ? CelResultType.OBJECT : CelResultType.JSON_PATCH));
    }

    /** Whether the policy's conditions hold for the request. */
    boolean concerns(CelProgram.Variables request, Optional<Struct> params) throws MutationException {
        var policy = compiled();
        var scope = policy.expressions().over(request, params, CelBudget.perObject());
        return switch (policy.conditions().test(scope)) {
            case MatchConditions.Result.Match match -> true;
            case MatchConditions.Result.NoMatch none -> false;
            case MatchConditions.Result.Failed(String message) -> throw new MutationException(message);
        };
    }

    /**
     * The object as one of the policy's mutations wants it.
     *
     * @param object in the version that the request shows
     */
    Struct mutate(int place, Struct object, CelProgram.Variables request, Optional<Struct> params)
            throws MutationException {
        var policy = compiled();
        var mutation = policy.mutations().get(place);
        var budget = CelBudget.perObject();
        var value = evaluate(mutation, policy.expressions().over(request, params, budget), budget);
        try {
            return mutation.apply() ? applied(object, value) : patched(object, value);
        } catch (DecodeException | PatchException e) {
            throw new MutationException(String.valueOf(e.getMessage()));
        }
    }

    private static Object evaluate(Mutation mutation, CelProgram.Variables scope, CelBudget budget)
            throws MutationException {
        return switch (mutation.compilation()) {
            case CelCompilation.Fault(String message) -> throw new MutationException("compilation error: " + message);
            case CelCompilation.Compiled(CelProgram program) ->
                switch (program.evaluate(scope, budget)) {
                    case CelOutcome.Failure(String message) ->
                        throw new MutationException(
                                "expression '" + mutation.expression() + "' resulted in error: " + message);
                    case CelOutcome.OverBudget(String message) ->
                        throw new MutationException(
                                "validation failed due to running out of cost budget, no further validation rules will"
                                        + " be run");
                    case CelOutcome.Value value -> tree(mutation, value);
                };
        };
    }

    private static Object tree(Mutation mutation, CelOutcome.Value value) throws MutationException {
        try {
            return value.tree();
        } catch (IllegalArgumentException e) {
            throw new MutationException(
                    "expression '" + mutation.expression() + "' resulted in error: " + e.getMessage());
        }
    }

    private static Struct applied(Struct object, Object configuration) throws MutationException {
        if (!(configuration instanceof Dict stated)) {
            throw new MutationException("unexpected return type, expected Object");
        }
        if (stated.get("metadata") instanceof Dict metadata
                && (metadata.get("name") != null || metadata.get("namespace") != null)) {
            throw new MutationException(
                    "error applying patch: metadata.name and metadata.namespace may not be changed");
        }
        var whole = stated.with("apiVersion", object.get("apiVersion")).with("kind", object.get("kind"));
        return ConfigurationMerge.merge(object, JsonReader.struct(object.type(), JsonWriter.bytes(whole)));
    }

    private static Struct patched(Struct object, Object operations) throws MutationException {
        if (!(operations instanceof List<?> list)) {
            throw new MutationException("unexpected return type, expected a list of JSONPatch");
        }
        var patched = JsonPatch.of(list).apply(JsonReader.any(JsonWriter.bytes(object)));
        return JsonReader.struct(object.type(), JsonWriter.bytes(patched));
    }
}
