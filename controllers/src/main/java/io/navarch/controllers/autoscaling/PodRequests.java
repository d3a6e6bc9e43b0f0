package io.navarch.controllers.autoscaling;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What pods request of a resource, in thousandths by pod. Pure logic. */
final class PodRequests {
    private PodRequests() {}

    /** @param container counts alone; "" for whole pods */
    static Map<String, Long> of(Collection<Pod> pods, String resource, String container) throws MetricException {
        var requests = new HashMap<String, Long>();
        for (var pod : pods) {
            requests.put(pod.name(), of(pod, resource, container));
        }
        return requests;
    }

    private static long of(Pod pod, String resource, String container) throws MetricException {
        var whole = pod.spec().resources().requests().get(resource);
        if (container.isEmpty() && whole != null) {
            return Quantity.parse(whole).milliValue();
        }
        var counted = new ArrayList<>(pod.spec().containers());
        pod.spec().initContainers().stream()
                .filter(init -> init.restartPolicy().equals("Always"))
                .forEach(counted::add);
        long sum = 0;
        boolean found = false;
        for (Container each : counted) {
            if (container.isEmpty() || each.name().equals(container)) {
                found = true;
                var request = each.resources().requests().get(resource);
                if (request == null) {
                    throw new MetricException("missing request for " + resource + " in container " + each.name()
                            + " of Pod " + pod.name());
                }
                sum += Quantity.parse(request).milliValue();
            }
        }
        if (!found) {
            throw new MetricException("container " + container + " not found in Pod " + pod.name());
        }
        return sum;
    }
}
