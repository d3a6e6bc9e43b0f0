package io.navarch.apiserver.policy;

import io.navarch.apiserver.cel.CelBudget;
import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelOutcome;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.cel.ValueType;
import io.navarch.apiserver.cel.ValueType.ObjectOf;
import io.navarch.apiserver.cel.ValueType.Scalar;
import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.model.tree.Obj;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables that a policy defines, compiled, and the environment in which its expressions stand. Immutable. */
final class PolicyExpressions {
    private final CelEnvironment environment;
    private final Map<String, CelCompilation> variables;

    private PolicyExpressions(CelEnvironment environment, Map<String, CelCompilation> variables) {
        this.environment = environment;
        this.variables = variables;
    }

    /** Compiles the variables of a policy's spec; each sees those before it. */
    static PolicyExpressions of(Obj spec) {
        return of(spec, AdmissionVariables.policies());
    }

    /** @param base declares what can be seen of a request */
    static PolicyExpressions of(Obj spec, CelEnvironment base) {
        var environment = base;
        if (spec.get("paramKind") instanceof Obj) {
            environment = environment.with(Map.of("params", Scalar.ANY));
        }
        var variables = new LinkedHashMap<String, CelCompilation>();
        var types = new HashMap<String, ValueType>();
        for (var variable : elements(spec, "variables")) {
            var compilation =
                    withVariables(environment, types).compile(text(variable, "expression"), CelResultType.ANY);
            var name = text(variable, "name");
            variables.put(name, compilation);
            types.put(
                    name,
                    compilation instanceof CelCompilation.Compiled(CelProgram program)
                            ? program.resultType()
                            : Scalar.ANY);
        }
        return new PolicyExpressions(withVariables(environment, types), variables);
    }

    private static CelEnvironment withVariables(CelEnvironment environment, Map<String, ValueType> types) {
        return types.isEmpty()
                ? environment
                : environment.with(Map.of("variables", new ObjectOf("kubernetes.variables", types)));
    }

    /** The members of a list of objects. */
    static List<Obj> elements(Obj owner, String member) {
        var elements = new ArrayList<Obj>();
        if (owner.get(member) instanceof List<?> list) {
            list.forEach(element -> elements.add((Obj) element));
        }
        return elements;
    }

    static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    CelEnvironment environment() {
        return environment;
    }

    /** The compiled variables, by name, in their order. */
    Map<String, CelCompilation> variables() {
        return variables;
    }

    CelCompilation compile(String expression, CelResultType wanted) {
        return environment.compile(expression, wanted);
    }

    /** What the expressions see of a request that is measured with these parameters. */
    CelProgram.Variables over(CelProgram.Variables request, Optional<? extends Obj> params, CelBudget budget) {
        return new Scope(request, params.orElse(null), budget);
    }

    private final class Scope implements CelProgram.Variables {
        private final CelProgram.Variables request;
        private final @Nullable Obj params;
        private final Values values;

        Scope(CelProgram.Variables request, @Nullable Obj params, CelBudget budget) {
            this.request = request;
            this.params = params;
            this.values = new Values(this, budget);
        }

        @Override
        public @Nullable Object value(String name) {
            return switch (name) {
                case "params" -> params;
                case "variables" -> values;
                default -> request.value(name);
            };
        }
    }

    /** The variables' values, worked out when they are looked at, once. Confined to the request's thread. */
    private final class Values extends AbstractMap<String, Object> {
        private final CelProgram.Variables scope;
        private final CelBudget budget;
        private final Map<String, CelOutcome> known = new HashMap<>();

        Values(CelProgram.Variables scope, CelBudget budget) {
            this.scope = scope;
            this.budget = budget;
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return name instanceof String text && variables.containsKey(text);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            if (!(key instanceof String name) || !variables.containsKey(name)) {
                return null;
            }
            var outcome = known.get(name);
            if (outcome == null) {
                outcome = evaluate(name);
                known.put(name, outcome);
            }
            return switch (outcome) {
                case CelOutcome.Value(Object value) -> value;
                case CelOutcome.Failure(String message) -> throw broken(name, message);
                case CelOutcome.OverBudget(String message) -> throw broken(name, message);
            };
        }

        private CelOutcome evaluate(String name) {
            return switch (variables.get(name)) {
                case CelCompilation.Compiled(CelProgram program) -> program.evaluate(scope, budget);
                case CelCompilation.Fault(String message) -> new CelOutcome.Failure("compilation error: " + message);
                case null -> new CelOutcome.Failure("no such variable");
            };
        }

        private static IllegalArgumentException broken(String name, String message) {
            return new IllegalArgumentException("composited variable \"" + name + "\" fails to evaluate: " + message);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            var all = new LinkedHashMap<String, Object>();
            for (var name : variables.keySet()) {
                var value = get(name);
                if (value != null) {
                    all.put(name, value);
                }
            }
            return all.entrySet();
        }
    }
}
