package io.navarch.kubelet.container;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EphemeralContainer;
import io.navarch.model.core.v1.Pod;
import java.util.List;
import java.util.Optional;

/**
 * Ephemeral containers, which are put into a running pod to look at it: containers that start whenever they are added, never start
 * again, and count for nothing in the pod's phase and conditions. Pure logic.
 */
public final class EphemeralContainers {
    private EphemeralContainers() {}

    /** A pod's ephemeral containers as containers, in their order. */
    public static List<Container> of(Pod pod) {
        return pod.spec().ephemeralContainers().stream()
                .map(EphemeralContainers::container)
                .toList();
    }

    /** All that the two kinds of container have in common. */
    private static Container container(EphemeralContainer ephemeral) {
        var tree = Container.TYPE.empty();
        for (var field : Container.TYPE.fields()) {
            tree = tree.with(field.name(), ephemeral.tree().get(field.name()));
        }
        return new Container(tree);
    }

    /** Whether a container of that name is one. */
    public static boolean has(Pod pod, String name) {
        return pod.spec().ephemeralContainers().stream()
                .anyMatch(container -> container.name().equals(name));
    }

    /** The container whose processes an ephemeral container of that name shall see. */
    public static Optional<String> target(Pod pod, String name) {
        return pod.spec().ephemeralContainers().stream()
                .filter(container -> container.name().equals(name))
                .map(EphemeralContainer::targetContainerName)
                .filter(target -> !target.isEmpty())
                .findFirst();
    }
}
