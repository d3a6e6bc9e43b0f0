package io.navarch.model.validation;

import io.navarch.model.batch.v1.CronJob;
import io.navarch.model.batch.v1.CronJobSpec;
import io.navarch.model.batch.v1.JobSpec;
import io.navarch.model.meta.v1.LabelSelector;
import io.navarch.model.name.CronExpression;
import io.navarch.model.selector.Selectors;
import io.navarch.model.tree.Struct;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Jobs and CronJobs. */
final class BatchChecks {
    private static final int MOST_INDEXED_PARALLELISM = 100_000;
    private static final int MOST_NAME_LENGTH = 52;

    private BatchChecks() {}

    static void register(Map<String, Check> all) {
        all.put("job", BatchChecks::job);
        all.put("jobSelector", BatchChecks::selector);
        all.put("jobRestarts", BatchChecks::restarts);
        all.put("schedule", BatchChecks::schedule);
        all.put("cronJobName", BatchChecks::cronJobName);
    }

    private static void job(Struct tree, String path, Scope scope) {
        var spec = new JobSpec(tree);
        var errors = scope.errors();
        if (spec.completionMode().equals("Indexed")) {
            if (!spec.hasCompletions()) {
                errors.required(path + ".completions", "when completion mode is Indexed");
            }
            if (spec.parallelism() > MOST_INDEXED_PARALLELISM) {
                errors.invalid(
                        path + ".parallelism",
                        spec.parallelism(),
                        "must be less than or equal to 100000 when completion mode is Indexed");
            }
        } else {
            if (spec.hasBackoffLimitPerIndex()) {
                errors.invalid(
                        path + ".backoffLimitPerIndex",
                        spec.backoffLimitPerIndex(),
                        "requires indexed completion mode");
            }
            if (spec.hasMaxFailedIndexes()) {
                errors.invalid(path + ".maxFailedIndexes", spec.maxFailedIndexes(), "requires indexed completion mode");
            }
        }
        if (spec.hasMaxFailedIndexes() && !spec.hasBackoffLimitPerIndex()) {
            errors.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }
        if (spec.hasPodFailurePolicy() && spec.podReplacementPolicy().equals("TerminatingOrFailed")) {
            errors.notSupported(path + ".podReplacementPolicy", spec.podReplacementPolicy(), List.of("Failed"));
        }
        if (spec.hasPodFailurePolicy()
                && !spec.template().spec().restartPolicy().equals("Never")) {
            errors.invalid(
                    path + ".template.spec.restartPolicy",
                    spec.template().spec().restartPolicy(),
                    "only \"Never\" is supported when podFailurePolicy is specified");
        }
        if (!spec.managedBy().isEmpty() && !spec.managedBy().contains("/")) {
            errors.invalid(
                    path + ".managedBy", spec.managedBy(), "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
    }

    /** Only a Job that has a selector yet is held to it; the registry generates it for others. */
    private static void selector(Struct tree, String path, Scope scope) {
        if (!(tree.get("selector") instanceof Struct selector)) {
            return;
        }
        var labels = new JobSpec(tree).template().metadata().labels();
        if (!Selectors.of(new LabelSelector(selector)).matches(labels)) {
            scope.errors()
                    .invalid(
                            path + ".template.metadata.labels",
                            GoValues.labels(labels),
                            "`selector` does not match template `labels`");
        }
    }

    private static void restarts(Struct tree, String path, Scope scope) {
        var policy = new JobSpec(tree).template().spec().restartPolicy();
        if (policy.isEmpty() || policy.equals("Always")) {
            scope.errors().required(path + ".template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
    }

    /** Eleven characters are left for the time that ends the names of its Jobs. */
    private static void cronJobName(Struct tree, String path, Scope scope) {
        var name = new CronJob(tree).name();
        if (name.length() > MOST_NAME_LENGTH) {
            scope.errors().invalid("metadata.name", name, "must be no more than " + MOST_NAME_LENGTH + " characters");
        }
    }

    private static void schedule(Struct tree, String path, Scope scope) {
        var spec = new CronJobSpec(tree);
        if (!spec.schedule().isEmpty()) {
            CronExpression.fault(spec.schedule())
                    .ifPresent(fault -> scope.errors().invalid(path + ".schedule", spec.schedule(), fault));
            if (spec.schedule().contains("TZ")) {
                scope.errors()
                        .invalid(
                                path + ".schedule",
                                spec.schedule(),
                                "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            }
        }
        if (spec.hasTimeZone()) {
            zone(spec.timeZone(), path + ".timeZone", scope.errors());
        }
    }

    private static void zone(String zone, String at, FieldErrors errors) {
        if (zone.isEmpty()) {
            errors.invalid(at, zone, "timeZone must be nil or non-empty string");
        } else if (zone.equalsIgnoreCase("local")) {
            errors.invalid(
                    at, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                errors.invalid(at, zone, "unknown time zone " + zone);
            }
        }
    }
}
