package io.navarch.controllers.endpoint;

import io.navarch.client.informer.Lister;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.WorkQueue;
import org.jspecify.annotations.Nullable;

/** Queues the services that a change of a service or pod concerns. Runs on informer threads. */
final class ServiceQueue {
    private final Lister<Service> services;
    private final WorkQueue<ObjectKey> queue;

    ServiceQueue(Lister<Service> services, WorkQueue<ObjectKey> queue) {
        this.services = services;
        this.queue = queue;
    }

    void serviceChanged(@Nullable Service before, @Nullable Service after) {
        var service = after != null ? after : before;
        if (service != null) {
            queue.add(service.key());
        }
    }

    void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (before != null && after != null && sameToServices(before, after)) {
            return;
        }
        if (before != null) {
            enqueue(before);
        }
        if (after != null) {
            enqueue(after);
        }
    }

    private static boolean sameToServices(Pod before, Pod after) {
        return before.metadata().labels().equals(after.metadata().labels())
                && before.metadata().hasDeletionTimestamp() == after.metadata().hasDeletionTimestamp()
                && before.spec().equals(after.spec())
                && before.status().podIP().equals(after.status().podIP())
                && before.status().podIPs().equals(after.status().podIPs())
                && before.status().phase().equals(after.status().phase())
                && io.navarch.controllers.pods.Pods.ready(before) == io.navarch.controllers.pods.Pods.ready(after);
    }

    private void enqueue(Pod pod) {
        for (var service : services.in(pod.namespace())) {
            var selector = service.spec().selector();
            if (!selector.isEmpty()
                    && LabelSelector.of(selector).matches(pod.metadata().labels())) {
                queue.add(service.key());
            }
        }
    }
}
