package io.navarch.apiserver.matching;

import io.navarch.apiserver.cel.CelBudget;
import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelOutcome;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Expressions that must all be true of a request. Compiled when a request is first measured by them. Thread-safe. */
public final class MatchConditions {
    private final List<Condition> conditions;
    private final Supplier<CelEnvironment> environment;
    private volatile @Nullable List<Compiled> compiled;

    /** A condition as it is stated. */
    private record Condition(String name, String expression) {}

    private record Compiled(Condition condition, CelCompilation compilation) {}

    /** Whether a request is meant. */
    public sealed interface Result {
        /** All conditions are true. */
        record Match() implements Result {}

        /** The named condition is false. */
        record NoMatch(String condition) implements Result {}

        /** No condition is false, but some could not be evaluated. */
        record Failed(String message) implements Result {}
    }

    private MatchConditions(List<Condition> conditions, Supplier<CelEnvironment> environment) {
        this.conditions = conditions;
        this.environment = environment;
    }

    /** The {@code matchConditions} that an object states. */
    public static MatchConditions of(Obj owner, Supplier<CelEnvironment> environment) {
        var conditions = new ArrayList<Condition>();
        if (owner.get("matchConditions") instanceof List<?> stated) {
            for (var condition : stated) {
                var tree = (Obj) condition;
                conditions.add(new Condition(String.valueOf(tree.get("name")), String.valueOf(tree.get("expression"))));
            }
        }
        return new MatchConditions(List.copyOf(conditions), environment);
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** Measures a request. */
    public Result test(CelProgram.Variables variables) {
        if (conditions.isEmpty()) {
            return new Result.Match();
        }
        var budget = CelBudget.perObject();
        var failures = new ArrayList<String>();
        for (var condition : compiled()) {
            switch (condition.compilation()) {
                case CelCompilation.Fault(String message) -> failures.add("compilation error: " + message);
                case CelCompilation.Compiled(CelProgram program) -> {
                    switch (program.evaluate(variables, budget)) {
                        case CelOutcome.Value value -> {
                            if (!value.isTrue()) {
                                return new Result.NoMatch(condition.condition().name());
                            }
                        }
                        case CelOutcome.Failure(String message) ->
                            failures.add("expression '" + condition.condition().expression() + "' resulted in error: "
                                    + message);
                        case CelOutcome.OverBudget(String message) ->
                            failures.add("validation failed due to running out of cost budget, no further validation"
                                    + " rules will be run");
                    }
                }
            }
        }
        return failures.isEmpty()
                ? new Result.Match()
                : new Result.Failed(failures.size() == 1 ? failures.get(0) : failures.toString());
    }

    private List<Compiled> compiled() {
        var known = compiled;
        if (known == null) {
            known = conditions.stream()
                    .map(condition -> new Compiled(
                            condition, environment.get().compile(condition.expression(), CelResultType.BOOL)))
                    .toList();
            compiled = known;
        }
        return known;
    }
}
