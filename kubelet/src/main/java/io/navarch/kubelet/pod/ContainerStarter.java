package io.navarch.kubelet.pod;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.container.ContainerConfigException;
import io.navarch.kubelet.container.EphemeralContainers;
import io.navarch.kubelet.container.RestartBackOff;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.image.ImageException;
import io.navarch.kubelet.status.Waiting;
import io.navarch.kubelet.volume.VolumeException;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodIP;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pod's sandbox and containers. A container takes these steps, and the first that fails says why it waits:
 *
 * <pre>  image → configuration → create → start → post-start hook  </pre>
 */
final class ContainerStarter {
    private final PodServices services;
    private final RestartBackOff backOff;

    ContainerStarter(PodServices services, RestartBackOff backOff) {
        this.services = services;
        this.backOff = backOff;
    }

    /** Names a container of the pod to events. */
    ObjectReference reference(Pod pod, String container) {
        boolean init = pod.spec().initContainers().stream()
                .anyMatch(other -> other.name().equals(container));
        var list = EphemeralContainers.has(pod, container)
                ? "spec.ephemeralContainers{"
                : init ? "spec.initContainers{" : "spec.containers{";
        return EventRecorder.reference(pod, list + container + "}");
    }

    /** The new sandbox's id, or null if there is none and an event says why. */
    @Nullable
    String makeSandbox(Pod pod, PodSandboxConfig config, Map<String, Waiting> waiting) {
        try {
            return services.runtime().runPodSandbox(config, "");
        } catch (ContainerRuntimeException e) {
            services.events().warning(pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
            return null;
        }
    }

    /** Starts the containers one after the other; one that fails does not keep back the others. */
    void start(
            Pod pod,
            String sandboxId,
            PodSandboxConfig sandbox,
            List<PodPlan.Start> starts,
            Map<String, Path> volumes,
            Map<String, Waiting> waiting)
            throws InterruptedException {
        var addressed = withAddress(pod, sandboxId);
        for (var start : starts) {
            var failure = start(addressed, sandboxId, sandbox, start, volumes);
            if (failure == null) {
                waiting.remove(start.container().name());
            } else {
                waiting.put(start.container().name(), failure);
            }
        }
    }

    /** Variables and the hosts file want the address before the status has it. */
    private Pod withAddress(Pod pod, String sandboxId) {
        if (pod.spec().hostNetwork()) {
            return pod;
        }
        var ips = services.runtime().podSandboxStatus(sandboxId).ips();
        return ips.isEmpty()
                ? pod
                : pod.withStatus(status -> status.withPodIP(ips.get(0))
                        .withPodIPs(
                                ips.stream().map(ip -> PodIP.EMPTY.withIp(ip)).toList()));
    }

    private @Nullable Waiting start(
            Pod pod, String sandboxId, PodSandboxConfig sandbox, PodPlan.Start start, Map<String, Path> volumes)
            throws InterruptedException {
        var container = start.container();
        var reference = reference(pod, container.name());
        ContainerConfig config;
        try {
            var auths = services.pullSecrets().of(pod, container.image());
            var imageId = services.images().ensure(pod, container, reference, auths, sandbox);
            var image = services.runtime().imageStatus(ImageSpec.of(imageId)).orElse(null);
            var mounts = services.mounts()
                    .of(pod, container, volumes, () -> services.containers().environment(pod, container));
            config = services.containers()
                    .config(pod, container, start.attempt(), imageId, image, mounts, target(pod, container));
        } catch (ImageException e) {
            if (!e.reason().startsWith("ErrImageNeverPull")) {
                services.events().record(reference, EventRecorder.WARNING, "Failed", "Error: " + e.reason());
            }
            return new Waiting(e.reason(), String.valueOf(e.getMessage()));
        } catch (ContainerConfigException | VolumeException e) {
            services.events().record(reference, EventRecorder.WARNING, "Failed", "Error: " + e.getMessage());
            return new Waiting("CreateContainerConfigError", String.valueOf(e.getMessage()));
        }
        return create(pod, sandboxId, sandbox, start, config, reference);
    }

    /** The id of the container that an ephemeral one is to look at; empty if there is none, or it does not run. */
    private String target(Pod pod, Container container) {
        return EphemeralContainers.target(pod, container.name())
                .flatMap(PodObservation.of(services.runtime(), pod.uid())::latest)
                .map(found -> found.id())
                .orElse("");
    }

    private @Nullable Waiting create(
            Pod pod,
            String sandboxId,
            PodSandboxConfig sandbox,
            PodPlan.Start start,
            ContainerConfig config,
            ObjectReference reference)
            throws InterruptedException {
        var container = start.container();
        if (start.restart()) {
            backOff.restarted(container.name());
        }
        String id;
        try {
            id = services.runtime().createContainer(sandboxId, config, sandbox);
            services.events().record(reference, EventRecorder.NORMAL, "Created", "Container created");
        } catch (ContainerRuntimeException e) {
            services.events().record(reference, EventRecorder.WARNING, "Failed", "Error: " + e.description());
            return new Waiting("CreateContainerError", e.description());
        }
        try {
            services.runtime().startContainer(id);
            services.events().record(reference, EventRecorder.NORMAL, "Started", "Container started");
        } catch (ContainerRuntimeException e) {
            services.events().record(reference, EventRecorder.WARNING, "Failed", "Error: " + e.description());
            // The engine shows it as ended; the restart policy takes it from there.
            return new Waiting("RunContainerError", e.description());
        }
        return postStart(pod, container, id);
    }

    private @Nullable Waiting postStart(Pod pod, Container container, String id) throws InterruptedException {
        if (!container.lifecycle().hasPostStart()) {
            return null;
        }
        if (services.hooks().postStart(pod, container, id, pod.status().podIP())) {
            return null;
        }
        services.events()
                .record(reference(pod, container.name()), EventRecorder.NORMAL, "Killing", "FailedPostStartHook");
        services.runtime().stopContainer(id, Duration.ofSeconds(pod.spec().terminationGracePeriodSeconds()));
        return new Waiting("PostStartHookError", "PostStart hook failed");
    }
}
