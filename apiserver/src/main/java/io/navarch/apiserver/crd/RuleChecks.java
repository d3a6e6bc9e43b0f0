package io.navarch.apiserver.crd;

import io.navarch.apiserver.cel.CelBudget;
import io.navarch.apiserver.cel.CelOutcome;
import io.navarch.apiserver.cel.CelProgram;
import io.navarch.apiserver.crd.RuleTree.Rule;
import io.navarch.model.custom.Counterparts;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Obj;
import io.navarch.model.validation.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rules of a schema about one object, in upstream's order and words: a value's own rules, then those of its parts.
 * What fails but has not changed is let be. Confined to one thread.
 */
final class RuleChecks {
    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final String STOPPED = "no further validation rules will be run";

    private final CelBudget budget = CelBudget.perObject();
    private final FieldErrors errors = FieldErrors.none();
    private boolean stopped;

    private RuleChecks() {}

    /** @param before the object of before, or null if it is new */
    static FieldErrors of(RuleTree rules, Obj object, @Nullable Obj before) {
        var checks = new RuleChecks();
        checks.check(rules, object, before, "");
        return checks.errors;
    }

    private void check(RuleTree tree, Object value, @Nullable Object before, String path) {
        if (value == JsonNull.NULL || stopped) {
            return;
        }
        var old = before == JsonNull.NULL ? null : before;
        for (var rule : tree.rules()) {
            if (!stopped) {
                ask(tree, rule, value, old, path);
            }
        }
        switch (value) {
            case Obj object ->
                object.forEachMember((name, member) -> {
                    var below = tree.member(name);
                    if (below != null) {
                        var at = tree.schema().properties().containsKey(name)
                                ? child(path, name)
                                : path + "[" + name + "]";
                        check(below, member, old instanceof Obj known ? known.get(name) : null, at);
                    }
                });
            case List<?> list -> {
                var items = tree.items();
                if (items != null) {
                    var counterparts = Counterparts.of(tree.schema(), old);
                    for (int i = 0; i < list.size(); i++) {
                        check(items, list.get(i), counterparts.of(list.get(i)), path + "[" + i + "]");
                    }
                }
            }
            default -> {}
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void ask(RuleTree tree, Rule rule, Object value, @Nullable Object before, String path) {
        var program = rule.program();
        var type = tree.schema().type();
        if (program == null) {
            errors.invalid(shown(path), type, "rule compile error: " + rule.fault());
            return;
        }
        if (rule.usesOldSelf() && before == null && !rule.optional()) {
            return;
        }
        if (budget.exhausted()) {
            stop(path, type, "validation failed due to running out of cost budget, " + STOPPED);
            return;
        }
        var outcome = program.evaluate(value, before, budget);
        switch (outcome) {
            case CelOutcome.OverBudget over ->
                stop(
                        path,
                        type,
                        "'" + over.message() + "': " + STOPPED + " due to call cost exceeds limit for rule: "
                                + rule.shown());
            case CelOutcome.Failure failure -> errors.invalid(shown(path), type, failed(failure, rule));
            case CelOutcome.Value result -> {
                boolean unchanged = !rule.usesOldSelf() && value.equals(before);
                if (!outcome.isTrue() && !unchanged) {
                    refuse(tree, rule, value, before, path);
                }
            }
        }
    }

    private static String failed(CelOutcome.Failure failure, Rule rule) {
        return failure.message().startsWith("no such overload")
                ? "'" + failure.message()
                        + "': call arguments did not match a supported operator, function or macro signature for rule: "
                        + rule.shown()
                : failure.message() + " evaluating rule: " + rule.shown();
    }

    private void stop(String path, String type, String why) {
        errors.invalid(shown(path), type, why);
        stopped = true;
    }

    /** The whole object has no path. */
    private static String shown(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }

    private void refuse(RuleTree tree, Rule rule, Object value, @Nullable Object before, String path) {
        var at = rule.path().isEmpty() ? shown(path) : child(path, normalised(rule.path()));
        var computed = rule.messageProgram() == null ? null : message(rule.messageProgram(), value, before);
        var usual = rule.message().isEmpty() ? "failed rule: " + rule.shown() : rule.shown();
        var detail = computed == null ? usual : computed;
        boolean composed = List.of("object", "array").contains(tree.schema().type());
        switch (rule.reason()) {
            case "FieldValueForbidden" -> errors.forbidden(at, detail);
            case "FieldValueRequired" -> errors.required(at, detail);
            case "FieldValueDuplicate" -> {
                if (composed) {
                    errors.duplicateUnshown(at);
                } else {
                    errors.duplicate(at, value);
                }
            }
            default -> {
                if (composed) {
                    errors.invalidUnshown(at, detail);
                } else {
                    errors.invalid(at, value, detail);
                }
            }
        }
    }

    private static String normalised(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private @Nullable String message(CelProgram program, Object value, @Nullable Object before) {
        if (program.evaluate(value, before, budget) instanceof CelOutcome.Value(Object result)
                && result instanceof String text) {
            var message = text.strip();
            boolean fits = !message.isEmpty()
                    && message.indexOf('\n') < 0
                    && message.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE;
            return fits ? message : null;
        }
        return null;
    }
}
