package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.number;
import static io.navarch.apiserver.table.CellFunctions.structs;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.tree.Struct;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the kinds with a pod template share, and jobs. */
final class WorkloadCells {
    private WorkloadCells() {}

    /** The containers of the template, wherever the kind keeps it. */
    private static List<Struct> containers(Struct object) {
        for (var path : new String[] {
            ".spec.template.spec.containers",
            ".spec.jobTemplate.spec.template.spec.containers",
            ".template.spec.containers"
        }) {
            if (at(object, path) instanceof List<?> list) {
                return structs(list);
            }
        }
        return List.of();
    }

    private static String joined(Struct object, String field) {
        return String.join(
                ",",
                containers(object).stream()
                        .map(container -> Objects.toString(container.get(field), ""))
                        .toList());
    }

    static String containerNames(Struct object, Instant now) {
        return joined(object, "name");
    }

    static String containerImages(Struct object, Instant now) {
        return joined(object, "image");
    }

    static String templateLabels(Struct object, Instant now) {
        return Selectors.labels(at(object, ".template.metadata.labels"));
    }

    static String readyReplicas(Struct object, Instant now) {
        return number(object, ".status.readyReplicas") + "/" + number(object, ".spec.replicas");
    }

    static String jobCompletions(Struct job, Instant now) {
        long succeeded = number(job, ".status.succeeded");
        if (at(job, ".spec.completions") instanceof Long wanted) {
            return succeeded + "/" + wanted;
        }
        long parallelism = number(job, ".spec.parallelism");
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    static String jobDuration(Struct job, Instant now) {
        var start = Tables.instant(at(job, ".status.startTime"));
        if (start == null) {
            return "";
        }
        var end = Tables.instant(at(job, ".status.completionTime"));
        return HumanDuration.of(Duration.between(start, end == null ? now : end));
    }

    static String jobStatus(Struct job, Instant now) {
        if (isTrue(job, "Complete")) {
            return "Complete";
        }
        if (isTrue(job, "Failed")) {
            return "Failed";
        }
        if (at(job, ".metadata.deletionTimestamp") != null) {
            return "Terminating";
        }
        for (var type : new String[] {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
            if (isTrue(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean isTrue(Struct object, String type) {
        for (var condition : structs(at(object, ".status.conditions"))) {
            if (type.equals(condition.get("type"))) {
                return "True".equals(condition.get("status"));
            }
        }
        return false;
    }

    static String cronJobSuspend(Struct object, Instant now) {
        return switch (at(object, ".spec.suspend")) {
            case Boolean suspend -> suspend ? "True" : "False";
            case null, default -> "<unset>";
        };
    }

    static String cronJobLastSchedule(Struct object, Instant now) {
        var last = text(object, ".status.lastScheduleTime");
        return last.isEmpty() ? "<none>" : HumanDuration.since(last, now);
    }

    static String controllerOf(Struct object, Instant now) {
        for (var owner : structs(at(object, ".metadata.ownerReferences"))) {
            if (Boolean.TRUE.equals(owner.get("controller"))) {
                return kind(owner).toLowerCase(Locale.ROOT) + "/" + owner.get("name");
            }
        }
        return "<none>";
    }

    private static String kind(Struct owner) {
        var apiVersion = text(owner, ".apiVersion");
        int slash = apiVersion.indexOf('/');
        var kind = text(owner, ".kind");
        return slash < 0 ? kind : kind + "." + apiVersion.substring(0, slash);
    }
}
