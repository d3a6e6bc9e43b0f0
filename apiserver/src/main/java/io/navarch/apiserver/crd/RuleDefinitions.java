package io.navarch.apiserver.crd;

import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.cel.StructuralTypes;
import io.navarch.apiserver.cel.ValueType;
import io.navarch.apiserver.cel.cost.SizedType;
import io.navarch.apiserver.crd.RuleCosts.Count;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import io.navarch.model.validation.DefinitionChecks;
import io.navarch.model.validation.FieldErrors;
import io.navarch.model.validation.FieldErrors.Verbatim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the rules in CEL that a CustomResourceDefinition states, before it is stored: whether they compile, what they
 * may cost, and their parts.
 */
final class RuleDefinitions {
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private final FieldErrors errors;
    private final RuleCosts costs;

    /**
     * Where a schema stands among others.
     *
     * @param resource whether it describes whole objects
     * @param loose whether values cannot be found again after a change: they are in a list without keys
     * @param count how often its values may stand in one request
     * @param path of the schema in the definition
     */
    private record Place(boolean resource, boolean loose, Count count, String path) {}

    private RuleDefinitions(FieldErrors errors, RuleCosts costs) {
        this.errors = errors;
        this.costs = costs;
    }

    /** @param before the definition that is stored, or null */
    static FieldErrors check(@Nullable CustomResourceDefinition before, CustomResourceDefinition definition) {
        var errors = FieldErrors.none();
        var versions = definition.spec().versions();
        for (int i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            if (version.schema().hasOpenAPIV3Schema()) {
                var path = DefinitionChecks.schemaPath(versions.size(), i);
                var costs = new RuleCosts(errors, before != null && hasSchema(before, version));
                var schema = CustomSchema.of(version.schema().openAPIV3Schema().tree());
                new RuleDefinitions(errors, costs).node(schema, new Place(true, false, Count.ONE, path));
                costs.finish(path);
            }
        }
        return errors;
    }

    private static boolean hasSchema(CustomResourceDefinition before, CustomResourceDefinitionVersion version) {
        return before.spec().versions().stream()
                .anyMatch(known -> known.name().equals(version.name())
                        && known.schema().tree().equals(version.schema().tree()));
    }

    private void node(CustomSchema schema, Place place) {
        var rules = schema.validations();
        if (!rules.isEmpty()) {
            var self = StructuralTypes.of(schema.source(), place.resource);
            var size = SizedType.of(schema.source(), place.resource);
            for (int i = 0; i < rules.size(); i++) {
                rule(rules.get(i), self, size, schema, place, place.path + ".x-kubernetes-validations[" + i + "]");
            }
        }
        schema.properties()
                .forEach((name, property) -> node(
                        property,
                        new Place(
                                property.embedded(),
                                place.loose,
                                place.count,
                                place.path + ".properties[" + name + "]")));
        var additional = schema.additional();
        if (additional != null) {
            var count = place.count.within(limit(schema, "maxProperties"));
            node(
                    additional,
                    new Place(additional.embedded(), place.loose, count, place.path + ".additionalProperties"));
        }
        var items = schema.items();
        if (items != null) {
            boolean loose = place.loose || !schema.listType().equals("map");
            var count = place.count.within(limit(schema, "maxItems"));
            node(items, new Place(items.embedded(), loose, count, place.path + ".items"));
        }
    }

    private static long limit(CustomSchema schema, String name) {
        return schema.source().get(name) instanceof Number limit ? Math.max(0, limit.longValue()) : -1;
    }

    private void rule(
            Obj rule, @Nullable ValueType self, @Nullable SizedType size, CustomSchema schema, Place place, String at) {
        var source = text(rule, "rule");
        if (source.isBlank()) {
            errors.required(at + ".rule", "rule is not specified");
            return;
        }
        var message = text(rule, "message");
        if (!message.isEmpty() && message.isBlank()) {
            errors.invalid(at + ".message", message, "message must be non-empty if specified");
        } else if (message.strip().contains("\n")) {
            errors.invalid(at + ".message", message, "message must not contain line breaks");
        } else if (source.strip().contains("\n") && message.isEmpty()) {
            errors.required(at + ".message", "message must be specified if rule contains line breaks");
        }
        var reason = text(rule, "reason");
        if (!reason.isEmpty() && !REASONS.contains(reason)) {
            errors.notSupported(at + ".reason", reason, REASONS);
        }
        var path = text(rule, "fieldPath");
        if (!path.isEmpty() && !leadsSomewhere(schema, path)) {
            errors.invalid(at + ".fieldPath", path, "fieldPath must be a valid path: does not refer to a valid field");
        }
        if (self == null || size == null) {
            errors.invalid(at + ".rule", shown(rule), "rules are not supported on a value whose type is not described");
            return;
        }
        compile(rule, self, size, place, at);
    }

    private void compile(Obj rule, ValueType self, SizedType size, Place place, String at) {
        var source = text(rule, "rule");
        long times = place.count.of(size);
        boolean optional = rule.get("optionalOldSelf") == Boolean.TRUE;
        var environment = CelEnvironment.forRules(self, optional);
        switch (environment.compile(source, CelResultType.BOOL)) {
            case CelCompilation.Fault fault -> errors.invalid(at + ".rule", shown(rule), fault.message());
            case CelCompilation.Compiled compiled -> {
                costs.add(at + ".rule", "estimated rule cost", environment.mostCost(source, size), times);
                if (place.loose && compiled.program().usesOldSelf()) {
                    errors.invalid(
                            at + ".rule",
                            shown(rule),
                            "oldSelf cannot be used on the uncorrelatable portion of the schema");
                }
            }
        }
        var expression = text(rule, "messageExpression");
        if (expression.isEmpty()) {
            return;
        }
        var path = at + ".messageExpression";
        switch (environment.compile(expression, CelResultType.STRING)) {
            case CelCompilation.Fault fault ->
                errors.invalid(
                        path,
                        shown(rule),
                        fault.message().startsWith("compilation failed: ")
                                ? "messageExpression " + fault.message()
                                : "messageExpression must evaluate to a string");
            case CelCompilation.Compiled compiles ->
                costs.add(path, "estimated messageExpression cost", environment.mostCost(expression, size), times);
        }
    }

    private static boolean leadsSomewhere(CustomSchema schema, String path) {
        if (!path.startsWith(".") && !path.startsWith("[")) {
            return false;
        }
        CustomSchema found = schema;
        for (var name : path.replaceAll("\\['([^']*)'\\]", ".$1").substring(1).split("\\.")) {
            found = found == null ? null : found.member(name);
        }
        return found != null;
    }

    /** As upstream's internal type is shown. */
    private static Verbatim shown(Obj rule) {
        var members = new StringBuilder("{\"Rule\":").append(json(text(rule, "rule")));
        members.append(",\"Message\":").append(json(text(rule, "message")));
        members.append(",\"MessageExpression\":").append(json(text(rule, "messageExpression")));
        members.append(",\"Reason\":").append(json(rule.get("reason")));
        members.append(",\"FieldPath\":").append(json(text(rule, "fieldPath")));
        members.append(",\"OptionalOldSelf\":").append(json(rule.get("optionalOldSelf")));
        return new Verbatim(members.append('}').toString());
    }

    private static String json(@Nullable Object value) {
        var text = io.navarch.model.tree.JsonWriter.text(Dict.of("v", value == null ? JsonNull.NULL : value));
        return text.substring("{\"v\":".length(), text.length() - 1);
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
