package io.navarch.apiserver.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled expression. Immutable; any thread. */
public final class CelProgram {
    private static final CelOutcome OVER_BUDGET =
            new CelOutcome.OverBudget("operation cancelled: actual cost limit exceeded");

    private final String expression;
    private final CelRuntime.Program program;
    private final Map<String, ValueType> variables;
    private final boolean usesOldSelf;
    private final ValueType resultType;

    CelProgram(
            String expression,
            CelRuntime.Program program,
            Map<String, ValueType> variables,
            boolean usesOldSelf,
            ValueType resultType) {
        this.expression = expression;
        this.program = program;
        this.variables = variables;
        this.usesOldSelf = usesOldSelf;
        this.resultType = resultType;
    }

    /** Thrown out of the engine when a budget is used up. */
    private static final class BudgetExceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        BudgetExceeded() {
            super("budget exceeded", null, false, false);
        }
    }

    public String expression() {
        return expression;
    }

    /** Whether it is a transition rule: one that looks at {@code oldSelf}. */
    public boolean usesOldSelf() {
        return usesOldSelf;
    }

    /** What it evaluates to, as far as that is known before. */
    public ValueType resultType() {
        return resultType;
    }

    /** Evaluates a rule; oldSelf is null when there is none. */
    public CelOutcome evaluate(Object self, @Nullable Object oldSelf, CelBudget budget) {
        return evaluate(
                name -> switch (name) {
                    case "self" -> self;
                    case "oldSelf" -> oldSelf;
                    default -> null;
                },
                budget);
    }

    /** Gives the value of a variable: a value of the tree, or one of the engine's; null if it has none. */
    @FunctionalInterface
    public interface Variables {
        @Nullable
        Object value(String name);
    }

    /** Evaluates with values that are asked for when the expression needs them. */
    public CelOutcome evaluate(Variables values, CelBudget budget) {
        long limit = Math.min(CelBudget.PER_CALL, budget.left());
        var steps = new long[1];
        try {
            var resolver = (CelVariableResolver) name -> {
                var type = variables.get(name);
                return type == null ? Optional.empty() : Optional.of(TreeValues.of(values.value(name), type));
            };
            var value = program.trace(resolver, (part, result) -> {
                if (++steps[0] > limit) {
                    throw new BudgetExceeded();
                }
            });
            return steps[0] > limit ? OVER_BUDGET : new CelOutcome.Value(value);
        } catch (CelEvaluationException | BudgetExceeded e) {
            // The engine wraps what its listeners throw, and && and || may even swallow it.
            return steps[0] > limit ? OVER_BUDGET : new CelOutcome.Failure(EvaluationErrors.message(e));
        } finally {
            budget.spend(steps[0]);
        }
    }
}
