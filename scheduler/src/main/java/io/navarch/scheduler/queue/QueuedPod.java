package io.navarch.scheduler.queue;

import io.navarch.scheduler.state.PodState;
import java.util.Set;

/**
 * A pod that waits.
 *
 * @param since when it was first queued, in the clock's nanoseconds: among equals the oldest goes first
 * @param attempts how often it was tried in vain
 * @param refusedBy the plugins that refused it last
 */
public record QueuedPod(PodState pod, long since, int attempts, Set<String> refusedBy) {
    QueuedPod with(PodState changed) {
        return new QueuedPod(changed, since, attempts, refusedBy);
    }

    public QueuedPod refused(Set<String> plugins) {
        return new QueuedPod(pod, since, attempts + 1, plugins);
    }

    public String uid() {
        return pod.uid();
    }
}
