package io.navarch.model.usage;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.ResourceRequirements;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a whole pod asks for and may use: sidecars and containers together, or the largest init container if that is more. */
public final class PodResources {
    private PodResources() {}

    /** The sum of requests by resource. */
    public static Map<String, Quantity> requests(PodSpec spec) {
        return total(spec, ResourceRequirements::requests);
    }

    /** The sum of limits by resource. */
    public static Map<String, Quantity> limits(PodSpec spec) {
        return total(spec, ResourceRequirements::limits);
    }

    private static Map<String, Quantity> total(PodSpec spec, Function<ResourceRequirements, Map<String, String>> part) {
        var running = new TreeMap<String, Quantity>();
        var peak = new TreeMap<String, Quantity>();
        for (var container : spec.initContainers()) {
            var own = parsed(part.apply(container.resources()));
            if (isSidecar(container)) {
                own.forEach((name, amount) -> running.merge(name, amount, Quantity::add));
            } else {
                own.forEach((name, amount) -> peak.merge(
                        name, running.getOrDefault(name, Quantity.ZERO).add(amount), Quantity::max));
            }
            running.forEach((name, amount) -> peak.merge(name, amount, Quantity::max));
        }
        for (var container : spec.containers()) {
            parsed(part.apply(container.resources()))
                    .forEach((name, amount) -> running.merge(name, amount, Quantity::add));
        }
        peak.forEach((name, amount) -> running.merge(name, amount, Quantity::max));
        running.putAll(parsed(part.apply(spec.resources())));
        parsed(spec.overhead())
                .forEach((name, amount) -> running.computeIfPresent(name, (key, sum) -> sum.add(amount)));
        return running;
    }

    private static boolean isSidecar(Container container) {
        return container.restartPolicy().equals("Always");
    }

    /** The amounts of a resource list; a changeable map. */
    public static Map<String, Quantity> parsed(Map<String, String> amounts) {
        var parsed = new TreeMap<String, Quantity>();
        amounts.forEach((name, amount) -> parsed.put(name, Quantity.parse(amount)));
        return parsed;
    }
}
