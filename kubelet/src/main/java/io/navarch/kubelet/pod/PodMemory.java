package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.RestartBackOff;
import io.navarch.kubelet.status.Waiting;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's worker knows that neither the engine nor the API does.
 *
 * @param restarts by container
 * @param waiting why containers wait that do
 * @param rest null if the worker is at work
 */
public record PodMemory(
        Map<String, RestartBackOff.Entry> restarts,
        Map<String, Waiting> waiting,
        @Nullable Rest rest) {

    /**
     * Nothing is to be done for a while.
     *
     * @param resourceVersion of the pod of which that is true
     * @param until null for as long as nothing changes
     */
    public record Rest(String resourceVersion, @Nullable Instant until) {}
}
