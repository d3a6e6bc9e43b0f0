package io.navarch.embedded.report;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.embedded.Faults;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.past.Past;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the report: pods that are not ready and why, conditions that are not as one wishes, what was done to these objects and by
 * whom, the last events, the last requests of each client, and the faults that were injected.
 */
public final class ClusterReport {
    /** As whom the report asks: its own requests are no part of what it tells. */
    public static final String AGENT = "navarch-report";

    private static final int EVENTS = 40;
    private static final int REQUESTS_PER_CLIENT = 25;
    private static final int CHANGES_PER_OBJECT = 6;
    private static final int OBJECTS = 20;

    private final KubeClient client;
    private final Past past;
    private final StringBuilder text = new StringBuilder();

    private ClusterReport(KubeClient client, Past past) {
        this.client = client;
        this.past = past;
    }

    /**
     * The report.
     *
     * @param title says which cluster it is
     */
    public static String of(
            String title, Instant now, KubeClient client, Past past, List<RequestRecord> requests, Faults faults) {
        var report = new ClusterReport(client, past);
        report.line(title + " at " + now + ", resource version " + past.at(0).revision());
        report.pods();
        report.refusedPods();
        report.conditions();
        report.events();
        report.requests(requests);
        report.faults(faults);
        return report.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private <T extends KubeObject<T>> List<T> all(Kind<T> kind) {
        return client.of(kind).list(ListOptions.ALL).items();
    }

    private static long version(Event event) {
        return Long.parseLong(event.metadata().resourceVersion());
    }

    /** What was last warned of an object, such as a volume that cannot be mounted. */
    private Optional<Event> lastWarning(String uid) {
        return all(Event.KIND).stream()
                .filter(event -> event.type().equals("Warning")
                        && event.involvedObject().uid().equals(uid))
                .max(Comparator.comparingLong(ClusterReport::version));
    }

    /** Pods that somebody wants to make and may not, for a quota or a webhook refuses them. */
    private void refusedPods() {
        var last = new LinkedHashMap<String, Event>();
        all(Event.KIND).stream()
                .filter(event ->
                        event.reason().equals("FailedCreate") || event.reason().equals("SuccessfulCreate"))
                .sorted(Comparator.comparingLong(ClusterReport::version))
                .forEach(event -> last.put(event.involvedObject().uid(), event));
        last.values().removeIf(event -> !event.reason().equals("FailedCreate"));
        if (last.isEmpty()) {
            return;
        }
        line("");
        line("Pods that could not be made:");
        last.values().forEach(event -> {
            var maker = event.involvedObject();
            line("  of " + maker.kind() + " " + maker.namespace() + "/" + maker.name() + ": " + event.message());
        });
    }

    private void pods() {
        var troubled = all(Pod.KIND).stream().filter(PodTrouble::isTroubled).toList();
        if (troubled.isEmpty()) {
            return;
        }
        line("");
        line("Pods that are not as they should be:");
        for (var pod : troubled.subList(0, Math.min(OBJECTS, troubled.size()))) {
            var trouble = PodTrouble.of(pod);
            var warning = lastWarning(pod.uid()).filter(event -> !trouble.contains(event.message()));
            line("  " + pod.namespace() + "/" + pod.name() + ": " + trouble
                    + warning.map(event -> "; " + event.reason() + ": " + event.message())
                            .orElse(""));
            changes(new ObjectRef("v1", "Pod", pod.namespace(), pod.name()));
        }
    }

    private void changes(ObjectRef object) {
        var history = past.history(object);
        for (var change : history.subList(Math.max(0, history.size() - CHANGES_PER_OBJECT), history.size())) {
            line("    " + change.toString().replace("\n", "\n  "));
        }
    }

    private void conditions() {
        var lines = new ArrayList<String>();
        bad(Node.KIND, lines);
        bad(Deployment.KIND, lines);
        bad(StatefulSet.KIND, lines);
        bad(DaemonSet.KIND, lines);
        bad(Job.KIND, lines);
        if (!lines.isEmpty()) {
            line("");
            line("Conditions that are not as they should be:");
            lines.forEach(this::line);
        }
    }

    private <T extends KubeObject<T>> void bad(Kind<T> kind, List<String> lines) {
        for (var object : all(kind)) {
            var place = object.namespace().isEmpty() ? "" : object.namespace() + "/";
            bad(object.tree(), kind.name() + " " + place + object.name(), lines);
        }
    }

    /** Conditions whose names wish for True are listed when they are not, the others (pressure, failure) when they are. */
    private static void bad(Obj object, String name, List<String> lines) {
        if (!(object.get("status") instanceof Obj status && status.get("conditions") instanceof List<?> conditions)) {
            return;
        }
        for (var element : conditions) {
            if (element instanceof Obj condition) {
                var type = String.valueOf(condition.get("type"));
                boolean good = type.equals("Ready")
                        || type.equals("Available")
                        || type.equals("Progressing")
                        || type.equals("Complete")
                        || type.equals("SuccessCriteriaMet");
                if (good != "True".equals(condition.get("status"))) {
                    lines.add("  " + name + ": " + type + "=" + condition.get("status") + " "
                            + text(condition, "reason") + ": " + text(condition, "message"));
                }
            }
        }
    }

    private static String text(Obj object, String name) {
        var value = object.get(name);
        return value == null ? "" : value.toString();
    }

    private void events() {
        var events = new ArrayList<>(all(Event.KIND));
        if (events.isEmpty()) {
            return;
        }
        events.sort(Comparator.comparingLong(ClusterReport::version));
        line("");
        line("Events, the newest last:");
        for (var event : events.subList(Math.max(0, events.size() - EVENTS), events.size())) {
            var object = event.involvedObject();
            var place = object.namespace().isEmpty() ? "" : object.namespace() + "/";
            line("  " + event.type() + " " + event.reason() + " " + object.kind() + " " + place + object.name() + ": "
                    + event.message() + (event.count() > 1 ? " (" + event.count() + "×)" : ""));
        }
    }

    private void requests(List<RequestRecord> requests) {
        var perClient = new LinkedHashMap<String, List<RequestRecord>>();
        for (var request : requests) {
            if (!isComponent(request.user()) && !request.agent().equals(AGENT)) {
                perClient
                        .computeIfAbsent(request.user() + " (" + request.agent() + ")", name -> new ArrayList<>())
                        .add(request);
            }
        }
        for (Map.Entry<String, List<RequestRecord>> entry : perClient.entrySet()) {
            var own = entry.getValue();
            line("");
            line("Requests of " + entry.getKey() + ", the newest last:");
            for (var request : own.subList(Math.max(0, own.size() - REQUESTS_PER_CLIENT), own.size())) {
                line("  " + request);
            }
        }
    }

    private static boolean isComponent(String user) {
        return user.startsWith("system:") && !user.startsWith("system:serviceaccount:")
                || user.startsWith("system:serviceaccount:kube-system:");
    }

    private void faults(Faults faults) {
        var injected = faults.injected();
        if (injected.isEmpty()) {
            return;
        }
        line("");
        line("Injected faults (seed " + faults.seed() + "):");
        injected.forEach(injection -> line("  " + injection));
    }
}
