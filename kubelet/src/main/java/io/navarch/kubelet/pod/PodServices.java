package io.navarch.kubelet.pod;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.container.ContainerMaker;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.image.ImagePuller;
import io.navarch.kubelet.image.PullSecrets;
import io.navarch.kubelet.probe.Probes;
import io.navarch.kubelet.status.PodStatusMaker;
import io.navarch.kubelet.status.StatusWriter;
import io.navarch.kubelet.volume.ContainerMounts;
import io.navarch.kubelet.volume.PodVolumes;
import io.navarch.runtime.Clock;

/** What the workers of a node's pods work with. */
public record PodServices(
        ContainerRuntime runtime,
        ImagePuller images,
        PullSecrets pullSecrets,
        ContainerMaker containers,
        ContainerMounts mounts,
        SandboxMaker sandboxes,
        PodVolumes volumes,
        Probes probes,
        Lifecycle hooks,
        PodStatusMaker statuses,
        StatusWriter writer,
        EventRecorder events,
        Clock clock) {

    /** A container's hooks; see the hook package. */
    public interface Lifecycle {
        /** Runs the hook after the start; an answer other than "" is why it failed, and the container is killed. */
        String postStart(io.navarch.model.core.v1.Pod pod, io.navarch.model.core.v1.Container container, String id)
                throws InterruptedException;

        /** Runs the hook before the stop, for at most the grace; failures are told in events. */
        void preStop(
                io.navarch.model.core.v1.Pod pod,
                io.navarch.model.core.v1.Container container,
                String id,
                java.time.Duration grace)
                throws InterruptedException;
    }
}
