package io.navarch.kubelet.cri.simulated;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated engine was at one moment: its images, its sandboxes with their addresses, its containers with their logs.
 * Any number of engines can go on from there. Nobody changes it; what it holds of the engine's is copied when an engine takes it.
 */
public final class EngineMoment {
    private final SimulatedImages images;
    private final String podCidr;
    private final @Nullable PodAddresses addresses;
    private final List<SimulatedSandbox> sandboxes;
    private final List<ContainerMoment> containers;

    EngineMoment(
            SimulatedImages images,
            String podCidr,
            @Nullable PodAddresses addresses,
            List<SimulatedSandbox> sandboxes,
            List<ContainerMoment> containers) {
        this.images = images;
        this.podCidr = podCidr;
        this.addresses = addresses;
        this.sandboxes = List.copyOf(sandboxes);
        this.containers = List.copyOf(containers);
    }

    SimulatedImages images() {
        return images.copy();
    }

    String podCidr() {
        return podCidr;
    }

    @Nullable
    PodAddresses addresses() {
        return addresses == null ? null : addresses.copy();
    }

    List<SimulatedSandbox> sandboxes() {
        return sandboxes.stream().map(SimulatedSandbox::copy).toList();
    }

    List<ContainerMoment> containers() {
        return containers;
    }
}
