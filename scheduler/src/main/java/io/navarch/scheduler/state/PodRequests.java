package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.util.function.Function;

/** What a pod asks of a node: the sum of its containers and sidecars or the peak of its init containers, plus overhead. */
final class PodRequests {
    /** What a container without requests counts as when nodes are compared, so that such pods spread too. */
    private static final long DEFAULT_MILLI_CPU = 100;

    private static final long DEFAULT_MEMORY = 200L << 20;

    private PodRequests() {}

    static ResourceAmounts of(Pod pod) {
        return total(pod, container -> held(pod, container));
    }

    /** What a container asks for, or has if that is more; one that its node can never give more only counts with what it has. */
    private static ResourceAmounts held(Pod pod, Container container) {
        var asked = ResourceAmounts.of(container.resources().requests());
        var has = pod.status().containerStatuses().stream()
                .filter(status -> status.name().equals(container.name())
                        && !status.allocatedResources().isEmpty())
                .map(status -> ResourceAmounts.of(status.allocatedResources()))
                .findFirst();
        if (has.isEmpty()) {
            return asked;
        }
        boolean never = pod.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("PodResizePending")
                        && condition.reason().equals("Infeasible"));
        if (never) {
            return has.get();
        }
        asked.raiseTo(has.get());
        return asked;
    }

    /** The same with defaults for containers that ask for no CPU or memory. */
    static ResourceAmounts nonZero(Pod pod) {
        return total(pod, container -> {
            var requests = container.resources().requests();
            var amounts = held(pod, container);
            var defaults = ResourceAmounts.of(
                    requests.containsKey("cpu") ? 0 : DEFAULT_MILLI_CPU,
                    requests.containsKey("memory") ? 0 : DEFAULT_MEMORY);
            amounts.add(defaults);
            return amounts;
        });
    }

    private static ResourceAmounts total(Pod pod, Function<Container, ResourceAmounts> requests) {
        var running = new ResourceAmounts();
        pod.spec().containers().forEach(container -> running.add(requests.apply(container)));
        var peak = new ResourceAmounts();
        var sidecars = new ResourceAmounts();
        for (var container : pod.spec().initContainers()) {
            var own = requests.apply(container);
            if (container.restartPolicy().equals("Always")) {
                sidecars.add(own);
                peak.raiseTo(sidecars);
            } else {
                own.add(sidecars);
                peak.raiseTo(own);
            }
        }
        running.add(sidecars);
        running.raiseTo(peak);
        if (pod.spec().hasResources()) {
            // Requests of the whole pod stand in place of what its containers add up to.
            var stated = pod.spec().resources().requests();
            if (stated.containsKey("cpu") || stated.containsKey("memory")) {
                var amounts = ResourceAmounts.of(stated);
                running.raiseTo(amounts);
            }
        }
        running.add(ResourceAmounts.of(pod.spec().overhead()));
        return running;
    }
}
