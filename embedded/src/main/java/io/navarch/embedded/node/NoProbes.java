package io.navarch.embedded.node;

import io.navarch.kubelet.pod.PodObservation;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.util.Optional;

/** Takes every container that runs for started and ready. */
final class NoProbes implements Probes {
    @Override
    public void follow(Pod pod, PodObservation seen) {
        // Nothing is probed.
    }

    @Override
    public void forget(String podUid) {
        // Nothing is probed.
    }

    @Override
    public boolean started(String containerId, Container container) {
        return true;
    }

    @Override
    public boolean ready(String containerId, Container container) {
        return true;
    }

    @Override
    public Optional<Failure> failure(String containerId) {
        return Optional.empty();
    }
}
