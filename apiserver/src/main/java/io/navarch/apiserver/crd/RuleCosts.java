package io.navarch.apiserver.crd;

import io.navarch.apiserver.cel.cost.SizedType;
import io.navarch.model.validation.FieldErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the rules of one schema may cost one request, against upstream's limits. Confined to one thread. */
final class RuleCosts {
    private static final long OF_A_RULE = 10_000_000;
    private static final long OF_A_SCHEMA = 100_000_000;
    private static final int NAMED = 4;

    private final FieldErrors errors;
    private final boolean known;
    private final List<Cost> costs = new ArrayList<>();

    private record Cost(String path, long steps) {}

    /**
     * How often the values of a schema may stand in one request.
     *
     * @param times as lists and maps around them are limited; -1 if one is not
     */
    record Count(long times) {
        static final Count ONE = new Count(1);

        private static final Count UNLIMITED = new Count(-1);

        /** Of what stands in a list or map with at most so many elements; -1 for no limit. */
        Count within(long most) {
            return times < 0 || most < 0 ? UNLIMITED : new Count(product(times, most));
        }

        long of(SizedType type) {
            return times < 0 ? type.mostInARequest() : times;
        }
    }

    /** @param known whether the schema was accepted before: then no rule alone is found too costly */
    RuleCosts(FieldErrors errors, boolean known) {
        this.errors = errors;
        this.known = known;
    }

    /** Takes in an expression that may cost so much each time. */
    void add(String path, String what, long steps, long times) {
        long cost = product(steps, times);
        if (cost > OF_A_RULE && !known) {
            errors.forbidden(path, exceeds(what, cost, OF_A_RULE));
        }
        costs.add(new Cost(path, cost));
    }

    /** Looks at the sum, once all are in. */
    void finish(String schema) {
        long total = 0;
        for (var cost : costs) {
            long sum = total + cost.steps;
            total = sum < 0 ? Long.MAX_VALUE : sum;
        }
        if (total <= OF_A_SCHEMA) {
            return;
        }
        costs.sort(Comparator.comparingLong(Cost::steps).reversed());
        for (var cost : costs.subList(0, Math.min(NAMED, costs.size()))) {
            errors.forbidden(
                    cost.path,
                    "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
        }
        errors.forbidden(
                schema,
                exceeds(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        OF_A_SCHEMA));
    }

    private static long product(long one, long other) {
        return one != 0 && other > Long.MAX_VALUE / one ? Long.MAX_VALUE : one * other;
    }

    private static String exceeds(String what, long cost, long limit) {
        double factor = (double) cost / limit;
        var shown =
                factor > 100 ? "more than 100x" : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return what + " exceeds budget by factor of " + shown
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and"
                + " strings are declared)";
    }
}
