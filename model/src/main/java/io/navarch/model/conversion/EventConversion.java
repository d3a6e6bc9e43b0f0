package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events are stored as those of core; events.k8s.io names their members otherwise. */
final class EventConversion {
    /** Name in events.k8s.io → name in core. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>(Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count"));

    private EventConversion() {}

    static void register(Map<String, Conversion> all) {
        all.put("event", new Conversion(EventConversion::toCore, EventConversion::fromCore));
    }

    private static Dict toCore(Dict event) {
        var core = event;
        for (var name : NAMES.entrySet()) {
            core = Members.renamed(core, name.getKey(), name.getValue());
        }
        return core;
    }

    private static Dict fromCore(Dict event) {
        var served = event;
        for (var name : NAMES.entrySet()) {
            served = Members.renamed(served, name.getValue(), name.getKey());
        }
        return served;
    }
}
