package io.navarch.kubelet.probe;

import io.navarch.kubelet.pod.PodObservation;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import java.util.Optional;

/** The probes of pods on this node and what they have found. Thread-safe. */
public interface Probes {
    /**
     * Lets probing follow what runs: new containers are probed, ended ones no longer. Called after each look at the pod.
     *
     * @param pod with its address in the status
     */
    void follow(Pod pod, PodObservation seen);

    /** Whether any container of the pod has a probe. */
    boolean concern(Pod pod);

    /** Ends all probing of the pod. */
    void forget(String podUid);

    /** Whether a running container has passed its startup probe; true without one. */
    boolean started(String containerId, Container container);

    /** Whether a running container counts as ready: it has started, and its readiness probe, if it has one, says so. */
    boolean ready(String containerId, Container container);

    /** Why a running container must be killed: its liveness or startup probe failed too often. */
    Optional<Failure> failure(String containerId);

    /**
     * A probe that failed too often.
     *
     * @param kind "liveness" or "startup"
     * @param graceSeconds the probe's own termination grace, or -1 for the pod's
     */
    record Failure(String kind, long graceSeconds) {}
}
