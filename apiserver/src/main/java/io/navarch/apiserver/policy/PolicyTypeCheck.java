package io.navarch.apiserver.policy;

import static io.navarch.apiserver.policy.PolicyExpressions.elements;
import static io.navarch.apiserver.policy.PolicyExpressions.text;

import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.model.admissionregistration.v1.ExpressionWarning;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the expressions of a ValidatingAdmissionPolicy against the schemas of the kinds that it names: an expression may be fine
 * in itself and still look for a field that its objects do not have. Stateless but for the types it keeps; any thread.
 */
final class PolicyTypeCheck {
    /** How many kinds upstream checks. */
    private static final int MOST_KINDS = 10;

    private static final String COMPILATION = "compilation failed: ";

    private final SchemaTypes types = new SchemaTypes();

    /** What may be wrong with the policy's expressions. */
    List<ExpressionWarning> warnings(Obj spec, Kinds kinds) {
        var named = named(spec, kinds);
        var warnings = new ArrayList<ExpressionWarning>();
        var scopes = new ArrayList<Scope>();
        for (var kind : named) {
            var type = types.of(kind);
            var environment = AdmissionVariables.policies().with(Map.of("object", type, "oldObject", type));
            scopes.add(new Scope(shown(kind), PolicyExpressions.of(spec, environment)));
        }
        int place = 0;
        for (var validation : elements(spec, "validations")) {
            var at = "spec.validations[" + place++ + "]";
            check(scopes, text(validation, "expression"), CelResultType.BOOL, at + ".expression", warnings);
            if (!text(validation, "messageExpression").isEmpty()) {
                check(
                        scopes,
                        text(validation, "messageExpression"),
                        CelResultType.STRING,
                        at + ".messageExpression",
                        warnings);
            }
        }
        return warnings;
    }

    /** A kind's name, and expressions over its objects. */
    private record Scope(String kind, PolicyExpressions expressions) {}

    private static void check(
            List<Scope> scopes, String expression, CelResultType wanted, String at, List<ExpressionWarning> warnings) {
        var found = new ArrayList<String>();
        for (var scope : scopes) {
            if (scope.expressions().compile(expression, wanted) instanceof CelCompilation.Fault(String message)) {
                found.add(scope.kind() + ": "
                        + (message.startsWith(COMPILATION) ? message.substring(COMPILATION.length()) : message));
            }
        }
        if (!found.isEmpty()) {
            warnings.add(ExpressionWarning.EMPTY.withFieldRef(at).withWarning(String.join("\n", found)));
        }
    }

    /** The kinds that the policy names without wildcards. */
    private static Set<ServedKind> named(Obj spec, Kinds kinds) {
        var named = new LinkedHashSet<ServedKind>();
        var constraints = spec.get("matchConstraints") instanceof Obj stated ? stated : Dict.EMPTY;
        for (var rule : elements(constraints, "resourceRules")) {
            for (var group : texts(rule, "apiGroups")) {
                for (var version : texts(rule, "apiVersions")) {
                    for (var resource : texts(rule, "resources")) {
                        kinds.byResource(group, version, resource).ifPresent(named::add);
                    }
                }
            }
        }
        return named.size() <= MOST_KINDS
                ? named
                : new LinkedHashSet<>(List.copyOf(named).subList(0, MOST_KINDS));
    }

    private static List<String> texts(Obj rule, String member) {
        return rule.get(member) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** {@code apps/v1, Kind=Deployment}. */
    private static String shown(ServedKind kind) {
        var apiVersion = kind.apiVersion();
        return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind="
                + kind.definition().kind();
    }
}
