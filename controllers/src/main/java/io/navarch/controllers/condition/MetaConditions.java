package io.navarch.controllers.condition;

import io.navarch.model.Timestamps;
import io.navarch.model.meta.v1.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lists of {@code meta/v1} conditions. */
public final class MetaConditions {
    private MetaConditions() {}

    /** The list with the condition in its place, or at its end; its transition time is now only if its status has changed. */
    public static List<Condition> with(List<Condition> conditions, Condition wanted, Instant now) {
        var changed = new ArrayList<Condition>();
        boolean placed = false;
        for (var condition : conditions) {
            if (!condition.type().equals(wanted.type())) {
                changed.add(condition);
                continue;
            }
            placed = true;
            boolean same = condition.status().equals(wanted.status());
            changed.add(wanted.withLastTransitionTime(same ? condition.lastTransitionTime() : Timestamps.of(now)));
        }
        if (!placed) {
            changed.add(wanted.withLastTransitionTime(Timestamps.of(now)));
        }
        return List.copyOf(changed);
    }
}
