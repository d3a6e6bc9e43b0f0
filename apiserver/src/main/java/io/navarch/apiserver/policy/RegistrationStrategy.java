package io.navarch.apiserver.policy;

import static io.navarch.apiserver.policy.PolicyExpressions.elements;
import static io.navarch.apiserver.policy.PolicyExpressions.text;

import io.navarch.apiserver.cel.CelCompilation;
import io.navarch.apiserver.cel.CelEnvironment;
import io.navarch.apiserver.cel.CelResultType;
import io.navarch.apiserver.matching.AdmissionVariables;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;
import java.util.List;
import java.util.function.Supplier;

/** The expressions of policies and webhooks must compile when they are registered. Stateless. */
public enum RegistrationStrategy implements Strategy {
    /** Configurations of mutating and validating webhooks. */
    WEBHOOKS {
        @Override
        FieldErrors check(Struct object) {
            var errors = FieldErrors.none();
            int place = 0;
            for (var webhook : elements(object, "webhooks")) {
                checkConditions(webhook, "webhooks[" + place++ + "]", AdmissionVariables::matching, errors);
            }
            return errors;
        }
    },
    VALIDATING_POLICY {
        @Override
        FieldErrors check(Struct object) {
            var spec = spec(object);
            var errors = FieldErrors.none();
            checkConstraints(spec, errors);
            var validations = elements(spec, "validations");
            if (validations.isEmpty() && elements(spec, "auditAnnotations").isEmpty()) {
                var detail = "validations or auditAnnotations must contain at least one item";
                errors.required("spec.validations", detail).required("spec.auditAnnotations", detail);
                return errors;
            }
            var expressions = checkVariables(spec, errors);
            for (int i = 0; i < validations.size(); i++) {
                var at = "spec.validations[" + i + "]";
                var validation = validations.get(i);
                checkOne(expressions, validation, "expression", CelResultType.BOOL, at, errors);
                if (!text(validation, "messageExpression").isEmpty()) {
                    checkOne(expressions, validation, "messageExpression", CelResultType.STRING, at, errors);
                }
            }
            int place = 0;
            for (var annotation : elements(spec, "auditAnnotations")) {
                var at = "spec.auditAnnotations[" + place++ + "]";
                checkOne(expressions, annotation, "valueExpression", CelResultType.ANY, at, errors);
            }
            return errors;
        }
    },
    MUTATING_POLICY {
        @Override
        FieldErrors check(Struct object) {
            var spec = spec(object);
            var errors = FieldErrors.none();
            checkConstraints(spec, errors);
            var mutations = elements(spec, "mutations");
            if (mutations.isEmpty()) {
                errors.required("spec.mutations", "mutations must contain at least one item");
                return errors;
            }
            var expressions = checkVariables(spec, errors);
            for (int i = 0; i < mutations.size(); i++) {
                checkMutation(expressions, mutations.get(i), "spec.mutations[" + i + "]", errors);
            }
            return errors;
        }

        private void checkMutation(PolicyExpressions expressions, Obj mutation, String at, FieldErrors errors) {
            boolean apply = text(mutation, "patchType").equals("ApplyConfiguration");
            var member = apply ? "applyConfiguration" : "jsonPatch";
            if (mutation.get(member) instanceof Obj how) {
                var wanted = apply ? CelResultType.OBJECT : CelResultType.JSON_PATCH;
                checkOne(expressions, how, "expression", wanted, at + "." + member, errors);
            } else {
                errors.required(
                        at + "." + member, "must be specified when patchType is " + text(mutation, "patchType"));
            }
        }
    };

    abstract FieldErrors check(Struct object);

    @Override
    public FieldErrors validateCreate(WriteContext context, Struct wanted) {
        return check(wanted);
    }

    @Override
    public FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        return check(wanted);
    }

    private static Obj spec(Struct object) {
        return object.get("spec") instanceof Obj spec ? spec : Dict.EMPTY;
    }

    private static void checkConstraints(Obj spec, FieldErrors errors) {
        if (!(spec.get("matchConstraints") instanceof Obj constraints)) {
            errors.required("spec.matchConstraints", "");
        } else if (elements(constraints, "resourceRules").isEmpty()) {
            errors.required("spec.matchConstraints.resourceRules", "");
        }
    }

    /** Checks variables and conditions, and gives the environment of what follows. */
    private static PolicyExpressions checkVariables(Obj spec, FieldErrors errors) {
        var expressions = PolicyExpressions.of(spec);
        var variables = elements(spec, "variables");
        var compilations = List.copyOf(expressions.variables().values());
        for (int i = 0; i < Math.min(variables.size(), compilations.size()); i++) {
            if (compilations.get(i) instanceof CelCompilation.Fault(String message)) {
                errors.invalid("spec.variables[" + i + "].expression", text(variables.get(i), "expression"), message);
            }
        }
        checkConditions(spec, "spec", expressions::environment, errors);
        return expressions;
    }

    private static void checkConditions(
            Obj owner, String at, Supplier<CelEnvironment> environment, FieldErrors errors) {
        int place = 0;
        for (var condition : elements(owner, "matchConditions")) {
            var path = at + ".matchConditions[" + place++ + "].expression";
            var expression = text(condition, "expression");
            if (expression.isBlank()) {
                errors.required(path, "");
            } else if (environment.get().compile(expression, CelResultType.BOOL)
                    instanceof CelCompilation.Fault(String message)) {
                errors.invalid(path, expression, message);
            }
        }
    }

    private static void checkOne(
            PolicyExpressions expressions,
            Obj owner,
            String member,
            CelResultType wanted,
            String at,
            FieldErrors errors) {
        var expression = text(owner, member).strip();
        if (expression.isEmpty()) {
            errors.required(at + "." + member, member + " is not specified");
        } else if (expressions.compile(expression, wanted) instanceof CelCompilation.Fault(String message)) {
            errors.invalid(at + "." + member, text(owner, member), message);
        }
    }
}
