package io.navarch.apiserver.crd;

import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.cel.StructuralTypes;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled x-kubernetes-validations of a schema, node by node. Nodes without rules in or below them are left out. Immutable.
 *
 * @param schema of the node
 * @param additional of members that are not among the properties
 */
record RuleTree(
        CustomSchema schema,
        List<Rule> rules,
        Map<String, RuleTree> properties,
        @Nullable RuleTree additional,
        @Nullable RuleTree items) {

    /**
     * One rule.
     *
     * @param program evaluates it, or null if it does not compile
     * @param fault why it does not compile; "" if it does
     * @param path where its failure is told, below the place of the value; "" for there
     * @param reason of the failure, "" for the usual one
     * @param optional whether it is also asked about values that were not there before
     */
    record Rule(
            String source,
            @Nullable CelProgram program,
            String fault,
            String message,
            @Nullable CelProgram messageProgram,
            String path,
            String reason,
            boolean optional) {

        boolean usesOldSelf() {
            return program != null && program.usesOldSelf();
        }

        /** How messages name the rule. */
        String shown() {
            return message.isEmpty() ? source.strip() : message.strip();
        }
    }

    /** The rules of a whole resource, or null if it has none. */
    static @Nullable RuleTree of(CustomSchema schema) {
        return of(schema, true);
    }

    private static @Nullable RuleTree of(CustomSchema schema, boolean resource) {
        var properties = new LinkedHashMap<String, RuleTree>();
        schema.properties().forEach((name, property) -> {
            var below = of(property, property.embedded());
            if (below != null) {
                properties.put(name, below);
            }
        });
        var additional = schema.additional() == null
                ? null
                : of(schema.additional(), schema.additional().embedded());
        var items = schema.items() == null
                ? null
                : of(schema.items(), schema.items().embedded());
        var rules = rules(schema, resource);
        return rules.isEmpty() && properties.isEmpty() && additional == null && items == null
                ? null
                : new RuleTree(schema, rules, Map.copyOf(properties), additional, items);
    }

    private static List<Rule> rules(CustomSchema schema, boolean resource) {
        var stated = schema.validations();
        if (stated.isEmpty()) {
            return List.of();
        }
        var self = StructuralTypes.of(schema.source(), resource);
        var compiled = new ArrayList<Rule>();
        var environments = new HashMap<Boolean, CelEnvironment>();
        for (var rule : stated) {
            boolean optional = rule.get("optionalOldSelf") == Boolean.TRUE;
            var environment = self == null
                    ? null
                    : environments.computeIfAbsent(optional, known -> CelEnvironment.forRules(self, known));
            compiled.add(compile(rule, environment, optional));
        }
        return List.copyOf(compiled);
    }

    /** Compiles one rule; no environment stands for a type that rules cannot see. */
    private static Rule compile(Obj rule, @Nullable CelEnvironment environment, boolean optional) {
        var source = text(rule, "rule");
        var message = text(rule, "message");
        var path = text(rule, "fieldPath");
        var reason = text(rule, "reason");
        if (environment == null) {
            var fault = "rule compiler initialization error: rules are not supported on a value of this type";
            return new Rule(source, null, fault, message, null, path, reason, optional);
        }
        return switch (environment.compile(source, CelResultType.BOOL)) {
            case CelCompilation.Fault fault ->
                new Rule(source, null, fault.message(), message, null, path, reason, optional);
            case CelCompilation.Compiled compiled ->
                new Rule(
                        source,
                        compiled.program(),
                        "",
                        message,
                        messageProgram(environment, text(rule, "messageExpression")),
                        path,
                        reason,
                        optional);
        };
    }

    private static @Nullable CelProgram messageProgram(CelEnvironment environment, String expression) {
        if (expression.isEmpty()) {
            return null;
        }
        return environment.compile(expression, CelResultType.STRING) instanceof CelCompilation.Compiled compiled
                ? compiled.program()
                : null;
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    /** The rules of a member of an object, or null. */
    @Nullable
    RuleTree member(String name) {
        return schema.properties().containsKey(name) ? properties.get(name) : additional;
    }
}
