package io.navarch.model.validation;

import io.navarch.model.IntOrString;
import io.navarch.model.apps.v1.DaemonSetUpdateStrategy;
import io.navarch.model.apps.v1.DeploymentSpec;
import io.navarch.model.apps.v1.DeploymentStrategy;
import io.navarch.model.apps.v1.StatefulSetSpec;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.core.v1.ReplicationControllerSpec;
import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.selector.Selectors;
import io.navarch.model.tree.Struct;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds that keep pods running: selectors, templates and update strategies. */
final class WorkloadChecks {
    private WorkloadChecks() {}

    static void register(Map<String, Check> all) {
        all.put("selectorNotEmpty", WorkloadChecks::selectorNotEmpty);
        all.put("templateLabels", WorkloadChecks::templateLabels);
        all.put("templateMetadata", WorkloadChecks::templateMetadata);
        all.put("daemonSelector", WorkloadChecks::selectorNotEmpty);
        all.put("alwaysRestarts", WorkloadChecks::alwaysRestarts);
        all.put("controllerTemplate", WorkloadChecks::controllerTemplate);
        all.put("progressDeadline", WorkloadChecks::progressDeadline);
        all.put("deploymentStrategy", WorkloadChecks::deploymentStrategy);
        all.put("statefulStrategy", WorkloadChecks::statefulStrategy);
        all.put("daemonStrategy", WorkloadChecks::daemonStrategy);
    }

    private static PodTemplateSpec template(Struct spec) {
        return spec.get("template") instanceof Struct template ? new PodTemplateSpec(template) : PodTemplateSpec.EMPTY;
    }

    private static void selectorNotEmpty(Struct tree, String path, Scope scope) {
        if (tree.get("selector") instanceof Struct selector && new LabelSelector(selector).isEmpty()) {
            scope.errors()
                    .invalid(
                            path + ".selector",
                            GoValues.labelSelector(new LabelSelector(selector)),
                            "empty selector is invalid for " + kindAt(tree));
        }
    }

    private static String kindAt(Struct spec) {
        var type = spec.type().goName();
        return switch (type.substring(0, type.length() - "Spec".length())) {
            case "Deployment" -> "deployment";
            case "ReplicaSet" -> "replica set";
            case "DaemonSet" -> "daemonset";
            default -> "statefulset";
        };
    }

    private static void templateLabels(Struct tree, String path, Scope scope) {
        var labels = template(tree).metadata().labels();
        boolean matches = tree.get("selector") instanceof Struct selector
                && Selectors.of(new LabelSelector(selector)).matches(labels);
        if (!matches) {
            scope.errors()
                    .invalid(
                            path + ".template.metadata.labels",
                            GoValues.labels(labels),
                            "`selector` does not match template `labels`");
        }
    }

    private static void templateMetadata(Struct tree, String path, Scope scope) {
        var metadata = template(tree).metadata();
        FieldRule.labels(metadata.labels(), path + ".template.labels", scope.errors());
        ObjectMetaRules.annotations(metadata.annotations(), path + ".template.annotations", scope.errors());
    }

    private static void controllerTemplate(Struct tree, String path, Scope scope) {
        var spec = new ReplicationControllerSpec(tree);
        if (!spec.hasTemplate()) {
            scope.errors().required(path + ".template", "");
            return;
        }
        var labels = spec.template().metadata().labels();
        if (!spec.selector().isEmpty()
                && !labels.entrySet().containsAll(spec.selector().entrySet())) {
            scope.errors()
                    .invalid(
                            path + ".template.metadata.labels",
                            GoValues.labels(labels),
                            "`selector` does not match template `labels`");
        }
    }

    private static void alwaysRestarts(Struct tree, String path, Scope scope) {
        var spec = template(tree).spec();
        if (!spec.restartPolicy().isEmpty() && !spec.restartPolicy().equals("Always")) {
            scope.errors().notSupported(path + ".template.spec.restartPolicy", spec.restartPolicy(), List.of("Always"));
        }
        if (spec.hasActiveDeadlineSeconds()) {
            var kind = tree.type().goName();
            scope.errors()
                    .forbidden(
                            path + ".template.spec.activeDeadlineSeconds",
                            "activeDeadlineSeconds in " + kind.substring(0, kind.length() - "Spec".length())
                                    + " is not Supported");
        }
    }

    private static void progressDeadline(Struct tree, String path, Scope scope) {
        var spec = new DeploymentSpec(tree);
        if (spec.hasProgressDeadlineSeconds() && spec.progressDeadlineSeconds() <= spec.minReadySeconds()) {
            scope.errors()
                    .invalid(
                            path + ".progressDeadlineSeconds",
                            spec.progressDeadlineSeconds(),
                            "must be greater than minReadySeconds");
        }
    }

    private static void deploymentStrategy(Struct tree, String path, Scope scope) {
        var strategy = new DeploymentStrategy(tree);
        var errors = scope.errors();
        var at = path + ".rollingUpdate";
        switch (strategy.type()) {
            case "Recreate" -> {
                if (strategy.hasRollingUpdate()) {
                    errors.forbidden(at, "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (!strategy.hasRollingUpdate()) {
                    errors.required(at, "this should be defaulted and never be nil");
                } else {
                    rolling(
                            strategy.rollingUpdate().maxUnavailable(),
                            strategy.rollingUpdate().maxSurge(),
                            at,
                            errors);
                }
            }
            default -> errors.notSupported(path + ".type", strategy.type(), List.of("Recreate", "RollingUpdate"));
        }
    }

    private static void rolling(@Nullable Object unavailable, @Nullable Object surge, String at, FieldErrors errors) {
        share(unavailable, at + ".maxUnavailable", errors);
        share(surge, at + ".maxSurge", errors);
        if (isZero(unavailable) && isZero(surge)) {
            errors.invalid(at + ".maxUnavailable", shown(unavailable), "may not be 0 when `maxSurge` is 0");
        }
        notAboveAll(unavailable, at + ".maxUnavailable", errors);
    }

    /** A number that is not negative, or a percentage. */
    static void share(@Nullable Object value, String at, FieldErrors errors) {
        if (value instanceof Long number && number < 0) {
            errors.invalid(at, number, "must be greater than or equal to 0");
        }
        if (value instanceof String text && !text.matches("[0-9]+%")) {
            errors.invalid(
                    at,
                    shown(value),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex"
                            + " used for validation is '[0-9]+%')");
        }
    }

    static void notAboveAll(@Nullable Object value, String at, FieldErrors errors) {
        if (value != null && IntOrString.percentage(value).orElse(0) > 100) {
            errors.invalid(at, shown(value), "must not be greater than 100%");
        }
    }

    static Object shown(@Nullable Object value) {
        return value == null ? 0L : value;
    }

    static boolean isZero(@Nullable Object value) {
        return value == null
                || (value instanceof Long number
                        ? number == 0
                        : IntOrString.percentage(value).orElse(1) == 0);
    }

    private static void statefulStrategy(Struct tree, String path, Scope scope) {
        var strategy = new StatefulSetSpec(tree).updateStrategy();
        var shown = GoValues.object(
                "Type",
                strategy.type(),
                "RollingUpdate",
                strategy.hasRollingUpdate()
                        ? GoValues.object(
                                "Partition",
                                strategy.rollingUpdate().partition(),
                                "MaxUnavailable",
                                strategy.rollingUpdate().maxUnavailable())
                        : null);
        switch (strategy.type()) {
            case "" -> scope.errors().required(path + ".updateStrategy", "");
            case "RollingUpdate" -> {
                var unavailable = strategy.rollingUpdate().maxUnavailable();
                share(unavailable, path + ".updateStrategy.rollingUpdate.maxUnavailable", scope.errors());
                if (unavailable != null && isZero(unavailable)) {
                    scope.errors()
                            .invalid(
                                    path + ".updateStrategy.rollingUpdate.maxUnavailable",
                                    shown(unavailable),
                                    "cannot be 0");
                }
            }
            case "OnDelete" -> {
                if (strategy.hasRollingUpdate()) {
                    scope.errors()
                            .invalid(
                                    path + ".updateStrategy.rollingUpdate",
                                    strategy.rollingUpdate().tree(),
                                    "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            default -> scope.errors().invalid(path + ".updateStrategy", shown, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void daemonStrategy(Struct tree, String path, Scope scope) {
        var strategy = new DaemonSetUpdateStrategy(tree);
        if (!strategy.type().equals("RollingUpdate") || !strategy.hasRollingUpdate()) {
            return;
        }
        var unavailable = strategy.rollingUpdate().maxUnavailable();
        var surge = strategy.rollingUpdate().maxSurge();
        var at = path + ".rollingUpdate";
        share(unavailable, at + ".maxUnavailable", scope.errors());
        share(surge, at + ".maxSurge", scope.errors());
        if (!isZero(unavailable) && !isZero(surge)) {
            scope.errors().invalid(at + ".maxSurge", shown(surge), "may not be set when maxUnavailable is non-zero");
        } else if (isZero(unavailable) && isZero(surge)) {
            scope.errors().required(at + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
        notAboveAll(unavailable, at + ".maxUnavailable", scope.errors());
        notAboveAll(surge, at + ".maxSurge", scope.errors());
    }
}
