package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.Locale;

/** Events, in the form of core/v1 or of events.k8s.io/v1. */
final class EventCells {
    private EventCells() {}

    /** The text of a field that the two groups name differently. */
    private static String either(Struct event, String core, String events) {
        var value = text(event, core);
        return value.isEmpty() ? text(event, events) : value;
    }

    static String lastSeen(Struct event, Instant now) {
        var observed = text(event, ".series.lastObservedTime");
        if (!observed.isEmpty()) {
            return HumanDuration.since(observed, now);
        }
        var last = either(event, ".lastTimestamp", ".deprecatedLastTimestamp");
        return last.isEmpty() ? firstSeen(event, now) : HumanDuration.since(last, now);
    }

    static String firstSeen(Struct event, Instant now) {
        var first = either(event, ".firstTimestamp", ".deprecatedFirstTimestamp");
        return HumanDuration.since(first.isEmpty() ? text(event, ".eventTime") : first, now);
    }

    static String object(Struct event, Instant now) {
        var kind = either(event, ".involvedObject.kind", ".regarding.kind").toLowerCase(Locale.ROOT);
        var name = either(event, ".involvedObject.name", ".regarding.name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    static String subobject(Struct event, Instant now) {
        return either(event, ".involvedObject.fieldPath", ".regarding.fieldPath");
    }

    static String source(Struct event, Instant now) {
        var component = either(event, ".source.component", ".deprecatedSource.component");
        return component.isEmpty()
                ? joined(
                        either(event, ".reportingComponent", ".reportingController"), text(event, ".reportingInstance"))
                : joined(component, either(event, ".source.host", ".deprecatedSource.host"));
    }

    private static String joined(String component, String instance) {
        return instance.isEmpty() ? component : component + ", " + instance;
    }

    static String message(Struct event, Instant now) {
        return either(event, ".message", ".note").strip();
    }

    static long count(Struct event, Instant now) {
        if (at(event, ".series") instanceof Struct series) {
            return CellFunctions.number(series, ".count");
        }
        var core = CellFunctions.number(event, ".count");
        var count = core == 0 ? CellFunctions.number(event, ".deprecatedCount") : core;
        return count == 0 ? 1 : count;
    }
}
