package io.navarch.controllers.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was recommended for an autoscaler's target, and by how much it was changed. Confined to the autoscaler's worker. */
final class ScaleHistory {
    private static final Duration KEPT = Duration.ofHours(1);

    private final List<Entry> recommendations = new ArrayList<>();
    private final List<Entry> ups = new ArrayList<>();
    private final List<Entry> downs = new ArrayList<>();

    /** A number of replicas and when it was. */
    record Entry(int replicas, Instant at) {}

    /** The very first recommendation is what there is. */
    void begin(int replicas, Instant now) {
        if (recommendations.isEmpty()) {
            recommend(replicas, now);
        }
    }

    void recommend(int replicas, Instant now) {
        recommendations.removeIf(entry -> entry.at().isBefore(now.minus(KEPT)));
        recommendations.add(new Entry(replicas, now));
    }

    /** The target was changed. */
    void scaled(int from, int to, Instant now) {
        var changes = to > from ? ups : downs;
        changes.removeIf(entry -> entry.at().isBefore(now.minus(KEPT)));
        changes.add(new Entry(Math.abs(to - from), now));
    }

    /** The largest recommendation of the span that ends now, at least the given one. */
    int highest(int least, Duration span, Instant now) {
        int found = least;
        for (var entry : recommendations) {
            if (entry.at().isAfter(now.minus(span))) {
                found = Math.max(found, entry.replicas());
            }
        }
        return found;
    }

    int lowest(int most, Duration span, Instant now) {
        int found = most;
        for (var entry : recommendations) {
            if (entry.at().isAfter(now.minus(span))) {
                found = Math.min(found, entry.replicas());
            }
        }
        return found;
    }

    int added(Duration span, Instant now) {
        return sum(ups, span, now);
    }

    int removed(Duration span, Instant now) {
        return sum(downs, span, now);
    }

    private static int sum(List<Entry> changes, Duration span, Instant now) {
        return changes.stream()
                .filter(entry -> entry.at().isAfter(now.minus(span)))
                .mapToInt(Entry::replicas)
                .sum();
    }
}
