package io.navarch.apiserver.crd;

import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.cel.StructuralTypes;
import io.navarch.apiserver.cel.ValueType;
import io.navarch.model.apiextensions.v1.CustomResourceDefinition;
import io.navarch.model.custom.CustomSchema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import io.navarch.model.validation.DefinitionChecks;
import io.navarch.model.validation.FieldErrors;
import io.navarch.model.validation.FieldErrors.Verbatim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the rules in CEL that a CustomResourceDefinition states, before it is stored: whether they compile, and their parts. */
final class RuleDefinitions {
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private final FieldErrors errors = FieldErrors.none();

    private RuleDefinitions() {}

    static FieldErrors check(CustomResourceDefinition definition) {
        var checks = new RuleDefinitions();
        var versions = definition.spec().versions();
        for (int i = 0; i < versions.size(); i++) {
            var stated = versions.get(i).schema();
            if (stated.hasOpenAPIV3Schema()) {
                checks.node(
                        CustomSchema.of(stated.openAPIV3Schema().tree()),
                        true,
                        false,
                        DefinitionChecks.schemaPath(versions.size(), i));
            }
        }
        return checks.errors;
    }

    /** @param loose whether values cannot be found again after a change: they are in a list without keys */
    private void node(CustomSchema schema, boolean resource, boolean loose, String at) {
        var rules = schema.validations();
        if (!rules.isEmpty()) {
            var self = StructuralTypes.of(schema.source(), resource);
            for (int i = 0; i < rules.size(); i++) {
                rule(rules.get(i), self, schema, loose, at + ".x-kubernetes-validations[" + i + "]");
            }
        }
        schema.properties()
                .forEach((name, property) ->
                        node(property, property.embedded(), loose, at + ".properties[" + name + "]"));
        var additional = schema.additional();
        if (additional != null) {
            node(additional, additional.embedded(), loose, at + ".additionalProperties");
        }
        var items = schema.items();
        if (items != null) {
            node(items, items.embedded(), loose || !schema.listType().equals("map"), at + ".items");
        }
    }

    private void rule(Obj rule, @Nullable ValueType self, CustomSchema schema, boolean loose, String at) {
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
        if (self == null) {
            errors.invalid(at + ".rule", shown(rule), "rules are not supported on a value whose type is not described");
            return;
        }
        compile(rule, source, self, loose, at);
    }

    private void compile(Obj rule, String source, ValueType self, boolean loose, String at) {
        boolean optional = rule.get("optionalOldSelf") == Boolean.TRUE;
        var environment = CelEnvironment.forRules(self, optional);
        switch (environment.compile(source, CelResultType.BOOL)) {
            case CelCompilation.Fault fault -> errors.invalid(at + ".rule", shown(rule), fault.message());
            case CelCompilation.Compiled compiled -> {
                if (loose && compiled.program().usesOldSelf()) {
                    errors.invalid(
                            at + ".rule",
                            shown(rule),
                            "oldSelf cannot be used on the uncorrelatable portion of the schema");
                }
            }
        }
        var expression = text(rule, "messageExpression");
        if (!expression.isEmpty()
                && environment.compile(expression, CelResultType.STRING) instanceof CelCompilation.Fault fault) {
            errors.invalid(
                    at + ".messageExpression",
                    shown(rule),
                    fault.message().startsWith("compilation failed: ")
                            ? "messageExpression " + fault.message()
                            : "messageExpression must evaluate to a string");
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
