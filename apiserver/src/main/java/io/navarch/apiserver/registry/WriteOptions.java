package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.tree.Dict;
import io.navarch.model.validation.FieldErrors;
import java.util.List;

/**
 * The options of a create, update or patch.
 *
 * @param validation what becomes of members the schema does not know: Ignore, Warn or Strict
 * @param manager who manages the fields that are written, never ""
 * @param force whether an apply takes fields over from other managers
 */
record WriteOptions(String kind, boolean dryRun, String validation, String manager, boolean force) {
    private static final List<String> VALIDATIONS = List.of("", "Ignore", "Strict", "Warn");
    private static final int LONGEST_MANAGER = 128;

    /** @param kind CreateOptions, UpdateOptions or PatchOptions */
    static WriteOptions of(ApiRequest request, String kind, boolean apply) {
        var errors = FieldErrors.none();
        var manager = request.parameter("fieldManager");
        if (apply && manager.isEmpty()) {
            errors.required("fieldManager", "is required for apply patch");
        }
        if (manager.length() > LONGEST_MANAGER) {
            errors.add(new FieldErrors.FieldError(
                    "FieldValueTooLong", "fieldManager", "Too long: may not be more than 128 bytes"));
        }
        boolean force = OptionFaults.flag(request.parameter("force"));
        if (force && !apply) {
            errors.forbidden("force", "may not be specified for non-apply patch");
        }
        boolean dryRun = OptionFaults.dryRun(request.query().getOrDefault("dryRun", List.of()), errors);
        var validation = request.parameter("fieldValidation");
        if (!VALIDATIONS.contains(validation)) {
            errors.notSupported("fieldValidation", validation, VALIDATIONS);
        }
        if (!errors.isEmpty()) {
            throw OptionFaults.of(errors, kind);
        }
        return new WriteOptions(
                kind,
                dryRun,
                validation.isEmpty() ? "Warn" : validation,
                manager.isEmpty() ? managerOf(request) : manager,
                force);
    }

    /** The user agent up to its first slash, as upstream names a manager that does not name itself. */
    private static String managerOf(ApiRequest request) {
        var agent = request.header("user-agent");
        if (agent == null || agent.isEmpty()) {
            return "unknown";
        }
        int slash = agent.indexOf('/');
        var name = slash < 0 ? agent : agent.substring(0, slash);
        return name.length() > LONGEST_MANAGER ? name.substring(0, LONGEST_MANAGER) : name;
    }

    /** As admission sees them. */
    Dict tree() {
        var builder = Dict.builder().put("apiVersion", "meta.k8s.io/v1").put("kind", kind);
        if (dryRun) {
            builder.put("dryRun", List.of("All"));
        }
        builder.put("fieldManager", manager).put("fieldValidation", validation);
        if (force) {
            builder.put("force", true);
        }
        return builder.build();
    }
}
