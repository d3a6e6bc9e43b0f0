package io.navarch.kubelet.probe;

import io.navarch.kubelet.cri.ProbeKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of one container have found.
 *
 * @param passes whether what a kind of probe finds counts as good
 * @param failure why the container must be killed, null if it need not
 * @param turns where each kind of probe is in its rounds; none for one that has not been made yet
 */
public record ProbeMemory(
        Map<ProbeKind, Boolean> passes, Probes.@Nullable Failure failure, Map<ProbeKind, Turn> turns) {

    /**
     * Where a probe is in its rounds.
     *
     * @param next when it is made next, in the clock's nanoseconds
     * @param lastPassed what it found the last time
     * @param run how often in a row
     */
    public record Turn(long next, boolean lastPassed, int run) {}
}
