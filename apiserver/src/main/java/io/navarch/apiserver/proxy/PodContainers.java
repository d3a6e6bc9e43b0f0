package io.navarch.apiserver.proxy;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.status.ApiException;
import java.util.List;

/** Settles which container of a pod a client means. */
final class PodContainers {
    private PodContainers() {}

    /** The container of that name; the only one if the name is empty. */
    static String choose(Pod pod, String wanted) {
        var containers = pod.spec().containers().stream()
                .map(container -> container.name())
                .toList();
        var init = pod.spec().initContainers().stream()
                .map(container -> container.name())
                .toList();
        var ephemeral = pod.spec().ephemeralContainers().stream()
                .map(container -> container.name())
                .toList();
        if (wanted.isEmpty()) {
            if (containers.size() == 1) {
                return containers.get(0);
            }
            throw ApiException.badRequest(choice(pod.name(), containers, init));
        }
        if (!containers.contains(wanted) && !init.contains(wanted) && !ephemeral.contains(wanted)) {
            throw ApiException.badRequest("container " + wanted + " is not valid for pod " + pod.name());
        }
        return wanted;
    }

    private static String choice(String pod, List<String> containers, List<String> init) {
        var message = "a container name must be specified for pod " + pod;
        if (containers.isEmpty()) {
            return message;
        }
        message += ", choose one of: [" + String.join(" ", containers) + "]";
        return init.isEmpty() ? message : message + " or one of the init containers: [" + String.join(" ", init) + "]";
    }
}
