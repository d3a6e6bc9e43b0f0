package io.navarch.scheduler.queue;

import io.navarch.scheduler.state.PodState;
import java.util.Set;

/**
 * A pod that waits.
 *
 * @param since when it was first queued, in the clock's nanoseconds
 * @param turn its place in the line: among pods of one priority the lowest goes first
 * @param attempts how often it was tried in vain
 * @param refusedBy the plugins that refused it last
 */
public record QueuedPod(PodState pod, long since, long turn, int attempts, Set<String> refusedBy) {
    QueuedPod with(PodState changed) {
        return new QueuedPod(changed, since, turn, attempts, refusedBy);
    }

    public QueuedPod refused(Set<String> plugins) {
        return new QueuedPod(pod, since, turn, attempts + 1, plugins);
    }

    public String uid() {
        return pod.uid();
    }
}
