package io.navarch.apiserver.policy;

import static io.navarch.apiserver.policy.PolicyExpressions.elements;
import static io.navarch.apiserver.policy.PolicyExpressions.text;

import io.navarch.apiserver.cel.CelBudget;
import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelOutcome;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.matching.MatchConditions;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ValidatingAdmissionPolicy: expressions that must be true of the requests it is about. Compiled on first use. Thread-safe. */
final class ValidatingPolicy {
    /** Upstream shows no longer messages. */
    private static final int LONGEST_MESSAGE = 5 * 1024;

    private final PolicyHead head;
    private volatile @Nullable Compiled compiled;

    /** A finding against a request. */
    record Violation(int place, String message, String reason) {}

    private record Compiled(PolicyExpressions expressions, MatchConditions conditions, List<Validation> validations) {}

    private record Validation(
            String expression,
            CelCompilation check,
            String message,
            @Nullable CelCompilation worded,
            String reason) {}

    private ValidatingPolicy(PolicyHead head) {
        this.head = head;
    }

    static ValidatingPolicy of(String name, Struct object) {
        return new ValidatingPolicy(PolicyHead.of(name, object));
    }

    PolicyHead head() {
        return head;
    }

    private Compiled compiled() {
        var known = compiled;
        if (known == null) {
            var spec = head.spec();
            var expressions = PolicyExpressions.of(spec);
            known = new Compiled(
                    expressions,
                    MatchConditions.of(spec, expressions::environment),
                    elements(spec, "validations").stream()
                            .map(validation -> validation(expressions, validation))
                            .toList());
            compiled = known;
        }
        return known;
    }

    private static Validation validation(PolicyExpressions expressions, Obj stated) {
        var worded = text(stated, "messageExpression");
        return new Validation(
                text(stated, "expression"),
                expressions.compile(text(stated, "expression"), CelResultType.BOOL),
                text(stated, "message"),
                worded.isEmpty() ? null : expressions.compile(worded, CelResultType.STRING),
                text(stated, "reason"));
    }

    /** What is wrong with a request, measured with these parameters. */
    List<Violation> check(CelProgram.Variables request, Optional<Struct> params) {
        var policy = compiled();
        var budget = CelBudget.perObject();
        var scope = policy.expressions().over(request, params, budget);
        switch (policy.conditions().test(scope)) {
            case MatchConditions.Result.NoMatch none -> {
                return List.of();
            }
            case MatchConditions.Result.Failed(String message) -> {
                return failure(0, message);
            }
            case MatchConditions.Result.Match match -> {}
        }
        var violations = new ArrayList<Violation>();
        int place = 0;
        for (var validation : policy.validations()) {
            violations.addAll(check(validation, place++, scope, budget));
            if (budget.exhausted()) {
                break;
            }
        }
        return violations;
    }

    private List<Violation> check(Validation validation, int place, CelProgram.Variables scope, CelBudget budget) {
        return switch (validation.check()) {
            case CelCompilation.Fault(String message) -> failure(place, "compilation error: " + message);
            case CelCompilation.Compiled(CelProgram program) ->
                switch (program.evaluate(scope, budget)) {
                    case CelOutcome.Failure(String message) ->
                        failure(place, "expression '" + validation.expression() + "' resulted in error: " + message);
                    case CelOutcome.OverBudget(String message) ->
                        failure(
                                place,
                                "validation failed due to running out of cost budget, no further validation rules will"
                                        + " be run");
                    case CelOutcome.Value(Object value) ->
                        Boolean.TRUE.equals(value)
                                ? List.of()
                                : List.of(
                                        new Violation(place, message(validation, scope, budget), validation.reason()));
                };
        };
    }

    private List<Violation> failure(int place, String message) {
        return head.ignoresFailure() ? List.of() : List.of(new Violation(place, message, ""));
    }

    private static String message(Validation validation, CelProgram.Variables scope, CelBudget budget) {
        if (validation.worded() instanceof CelCompilation.Compiled(CelProgram program)
                && program.evaluate(scope, budget) instanceof CelOutcome.Value(Object value)
                && value instanceof String text) {
            var worded = text.strip();
            if (!worded.isEmpty() && worded.indexOf('\n') < 0 && worded.length() <= LONGEST_MESSAGE) {
                return worded;
            }
        }
        return validation.message().isEmpty()
                ? "failed expression: " + validation.expression().strip()
                : validation.message().strip();
    }
}
