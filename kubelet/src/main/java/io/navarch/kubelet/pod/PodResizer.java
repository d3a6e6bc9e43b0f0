package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.ContainerMaker;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.model.Quantity;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.core.v1.ResourceRequirements;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the running containers of a pod the resources that its spec has come to state, where the node could ever have them. One
 * that the node could not keeps what it has, and the pod says so. Belongs to the pod's worker; read by any thread.
 */
final class PodResizer {
    private static final String PENDING = "PodResizePending";

    private final ContainerRuntime runtime;
    private final ContainerMaker containers;
    private final Clock clock;

    /** What each container has been given, by its name. */
    private final Map<String, ResourceRequirements> allocated = new ConcurrentHashMap<>();

    PodResizer(PodServices services) {
        runtime = services.runtime();
        containers = services.containers();
        clock = services.clock();
    }

    /** The pod with the resources that its containers have been given. */
    Pod allocated(Pod pod) {
        return allocated.isEmpty() ? pod : pod.withSpec(spec -> spec.withContainers(allocated(spec.containers())));
    }

    private List<Container> allocated(List<Container> stated) {
        return stated.stream()
                .map(container ->
                        container.withResources(allocated.getOrDefault(container.name(), container.resources())))
                .toList();
    }

    /**
     * Carries out what has changed.
     *
     * @param stated the pod as its object says
     * @return it with what its containers have been given, and a condition if they cannot be given what it says
     */
    Pod resize(Pod stated, PodObservation seen) {
        var changed = new ArrayList<Container>();
        for (var container : stated.spec().containers()) {
            var now = allocated.computeIfAbsent(container.name(), name -> known(stated, container));
            if (!now.equals(container.resources())) {
                changed.add(container);
            }
        }
        var lacking = changed.isEmpty() ? Optional.<String>empty() : lacking(stated);
        if (lacking.isEmpty()) {
            changed.forEach(container -> give(stated, container, seen));
        }
        return allocated(withCondition(stated, lacking));
    }

    /** What the status says that a container has, for one that was running before this worker was made. */
    private static ResourceRequirements known(Pod pod, Container container) {
        return pod.status().containerStatuses().stream()
                .filter(status -> status.name().equals(container.name()) && status.hasResources())
                .map(status -> status.resources())
                .findFirst()
                .orElse(container.resources());
    }

    private void give(Pod pod, Container container, PodObservation seen) {
        seen.running().stream()
                .filter(running -> running.metadata().name().equals(container.name()))
                .findFirst()
                .ifPresent(running ->
                        runtime.updateContainerResources(running.id(), containers.resources(pod, container)));
        allocated.put(container.name(), container.resources());
    }

    /** Which resource the whole node has too little of. */
    private Optional<String> lacking(Pod pod) {
        var capacity = containers.nodeAllocatable();
        for (var resource : List.of("cpu", "memory")) {
            long has = amount(resource, capacity.getOrDefault(resource, "0"));
            long wants = pod.spec().containers().stream()
                    .mapToLong(container ->
                            amount(resource, container.resources().requests().getOrDefault(resource, "0")))
                    .sum();
            if (wants > has) {
                return Optional.of("Node didn't have enough capacity: " + resource + ", requested: " + wants
                        + ", capacity: " + has);
            }
        }
        return Optional.empty();
    }

    private static long amount(String resource, String quantity) {
        var parsed = Quantity.parse(quantity);
        return resource.equals("cpu") ? parsed.milliValue() : parsed.value();
    }

    private Pod withCondition(Pod pod, Optional<String> lacking) {
        var before = pod.status().conditions();
        var conditions = new ArrayList<>(before);
        conditions.removeIf(condition -> condition.type().equals(PENDING));
        if (lacking.isEmpty() && conditions.size() == before.size()) {
            return pod;
        }
        lacking.ifPresent(message -> {
            var same = before.stream()
                    .filter(condition -> condition.type().equals(PENDING)
                            && condition.message().equals(message))
                    .findFirst();
            conditions.add(same.orElseGet(() -> PodCondition.EMPTY
                    .withType(PENDING)
                    .withStatus("True")
                    .withReason("Infeasible")
                    .withMessage(message)
                    .withObservedGeneration(pod.metadata().generation())
                    .withLastTransitionTime(Timestamps.of(clock.now()))));
        });
        return pod.withStatus(status -> status.withConditions(conditions));
    }
}
