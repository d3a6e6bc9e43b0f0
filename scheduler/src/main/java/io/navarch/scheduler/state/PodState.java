package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Pod;
import java.util.List;

/** A pod with what the scheduler needs of it worked out once. Immutable. */
public final class PodState {
    private final Pod pod;
    private final ResourceAmounts requests;
    private final ResourceAmounts nonZeroRequests;
    private final List<HostPort> hostPorts;
    private final PodTerms terms;

    public PodState(Pod pod) {
        this.pod = pod;
        this.requests = PodRequests.of(pod);
        this.nonZeroRequests = PodRequests.nonZero(pod);
        this.hostPorts = HostPort.of(pod);
        this.terms = PodTerms.of(pod);
    }

    public Pod pod() {
        return pod;
    }

    public String uid() {
        return pod.uid();
    }

    public int priority() {
        return pod.spec().priority();
    }

    public ResourceAmounts requests() {
        return requests;
    }

    /** Requests with defaults for containers that state none: for comparing nodes, not for fitting. */
    public ResourceAmounts nonZeroRequests() {
        return nonZeroRequests;
    }

    public List<HostPort> hostPorts() {
        return hostPorts;
    }

    /** Which pods it wants near it and away from it. */
    public PodTerms terms() {
        return terms;
    }
}
