package io.navarch.model.usage;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.ResourceRequirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The quality-of-service class of a pod, which follows from the CPU and memory that its containers ask for. */
public final class QosClass {
    private static final Set<String> COMPUTE = Set.of("cpu", "memory");

    private QosClass() {}

    /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
    public static String of(PodSpec spec) {
        var all = new ArrayList<ResourceRequirements>();
        if (spec.hasResources() && !spec.resources().isEmpty()) {
            all.add(spec.resources());
        } else {
            spec.initContainers().forEach(container -> all.add(container.resources()));
            spec.containers().forEach(container -> all.add(container.resources()));
        }
        return of(all);
    }

    private static String of(List<ResourceRequirements> all) {
        var requests = new HashMap<String, Quantity>();
        var limits = new HashMap<String, Quantity>();
        boolean limited = true;
        for (var resources : all) {
            addTo(requests, resources.requests());
            limited &= addTo(limits, resources.limits()) == COMPUTE.size();
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return "BestEffort";
        }
        return limited && requests.equals(limits) ? "Guaranteed" : "Burstable";
    }

    /** Adds the amounts that are more than nothing; how many there are. */
    private static int addTo(Map<String, Quantity> sums, Map<String, String> amounts) {
        int counted = 0;
        for (var entry : amounts.entrySet()) {
            if (COMPUTE.contains(entry.getKey())) {
                var amount = Quantity.parse(entry.getValue());
                if (amount.signum() > 0) {
                    sums.merge(entry.getKey(), amount, Quantity::add);
                    counted++;
                }
            }
        }
        return counted;
    }
}
