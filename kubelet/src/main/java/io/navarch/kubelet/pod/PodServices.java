package io.navarch.kubelet.pod;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.container.ContainerMaker;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.hook.LifecycleHooks;
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
        LifecycleHooks hooks,
        PodStatusMaker statuses,
        StatusWriter writer,
        EventRecorder events,
        Clock clock) {}
