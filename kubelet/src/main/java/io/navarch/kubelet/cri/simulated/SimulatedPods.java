package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.PodSandbox;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxStatus;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.runtime.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sandboxes and containers of a simulated engine, in the order of their making. Thread-safe: one lock guards all. */
final class SimulatedPods {
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final SimulatedContainer.Engine engine;
    private final Map<String, SimulatedSandbox> sandboxes = new LinkedHashMap<>();
    private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<String, List<SimulatedContainer>> bySandbox = new LinkedHashMap<>();
    private final PodIndex<SimulatedSandbox> sandboxesByPod = new PodIndex<>();
    private final PodIndex<SimulatedContainer> containersByPod = new PodIndex<>();
    private final Map<String, String> reserved = new LinkedHashMap<>();
    private @Nullable PodAddresses addresses;
    private String cidr = "";

    SimulatedPods(Clock clock, SimulatedBehaviour behaviour, SimulatedContainer.Ends ends) {
        this.clock = clock;
        this.engine =
                new SimulatedContainer.Engine(clock, lock, clock.activity().condition(lock), behaviour, ends);
    }

    /** What there is at this moment. */
    EngineMoment moment(SimulatedImages images) {
        return locked(() -> new EngineMoment(
                images.copy(),
                cidr,
                addresses == null ? null : addresses.copy(),
                sandboxes.values().stream().map(SimulatedSandbox::copy).toList(),
                containers.values().stream().map(SimulatedContainer::moment).toList()));
    }

    /** Begins with what there was then. */
    void resume(EngineMoment moment) {
        locked(() -> {
            cidr = moment.podCidr();
            addresses = moment.addresses();
            moment.sandboxes().forEach(this::keep);
            for (var then : moment.containers()) {
                var sandbox = sandboxes.get(then.sandboxId());
                if (sandbox != null) {
                    keep(new SimulatedContainer(engine, sandbox, then), sandbox);
                }
            }
            return containers;
        });
        containers().forEach(SimulatedContainer::resume);
    }

    private void keep(SimulatedSandbox sandbox) {
        reserved.put(SimulatedSandbox.reservedName(sandbox.config()), sandbox.id());
        sandboxes.put(sandbox.id(), sandbox);
        bySandbox.put(sandbox.id(), new ArrayList<>(2));
        sandboxesByPod.add(sandbox.config().labels(), sandbox);
    }

    private void keep(SimulatedContainer container, SimulatedSandbox sandbox) {
        reserved.put(reservedName(sandbox, container.config()), container.id());
        containers.put(container.id(), container);
        containersByPod.add(container.config().labels(), container);
        bySandbox.getOrDefault(sandbox.id(), new ArrayList<>()).add(container);
    }

    boolean hasNetwork() {
        return locked(() -> addresses != null);
    }

    /** Sets the range pods get their addresses from; saying the same again changes nothing. */
    void network(String podCidr) {
        locked(() -> {
            if (!podCidr.equals(cidr)) {
                addresses = new PodAddresses(podCidr);
                cidr = podCidr;
            }
            return cidr;
        });
    }

    SimulatedSandbox add(PodSandboxConfig config, String runtimeHandler, boolean ownNetwork) {
        return locked(() -> {
            Instant now = clock.now();
            String name = SimulatedSandbox.reservedName(config);
            String id = SimulatedImages.sha256(name + now);
            checkFree("sandbox", name);
            List<String> ips = ownNetwork ? takeAddresses(id) : List.of();
            var sandbox = new SimulatedSandbox(id, config, runtimeHandler, now, ips);
            keep(sandbox);
            return sandbox;
        });
    }

    private void checkFree(String what, String name) {
        String holder = reserved.get(name);
        if (holder != null) {
            throw new ContainerRuntimeException(
                    RpcCode.UNKNOWN,
                    "failed to reserve " + what + " name \"" + name + "\": name \"" + name + "\" is reserved for \""
                            + holder + "\"");
        }
    }

    private List<String> takeAddresses(String id) {
        String failure = "failed to setup network for sandbox \"" + id + "\": ";
        PodAddresses from = addresses;
        if (from == null) {
            throw new ContainerRuntimeException(RpcCode.UNKNOWN, failure + "cni plugin not initialized");
        }
        try {
            return from.take();
        } catch (IllegalStateException e) {
            throw new ContainerRuntimeException(
                    RpcCode.UNKNOWN,
                    failure + "plugin type=\"bridge\" failed (add): failed to allocate for range 0: " + e.getMessage(),
                    e);
        }
    }

    /** Ends the sandbox; answers whether it had not ended before. */
    boolean stop(SimulatedSandbox sandbox) {
        return locked(() -> {
            boolean wasReady = sandbox.ready();
            List<String> given = sandbox.stop();
            if (addresses != null) {
                addresses.giveBack(given);
            }
            return wasReady;
        });
    }

    Optional<SimulatedSandbox> remove(String sandboxId) {
        return locked(() -> {
            bySandbox.remove(sandboxId);
            Optional<SimulatedSandbox> gone = Optional.ofNullable(sandboxes.remove(sandboxId));
            gone.ifPresent(sandbox -> {
                reserved.remove(SimulatedSandbox.reservedName(sandbox.config()));
                sandboxesByPod.remove(sandbox.config().labels(), sandbox);
            });
            return gone;
        });
    }

    SimulatedContainer add(SimulatedSandbox sandbox, ContainerConfig config, String imageId, ContainerScript script) {
        return locked(() -> {
            List<SimulatedContainer> siblings = bySandbox.get(sandbox.id());
            if (siblings == null || !sandbox.ready()) {
                throw new ContainerRuntimeException(
                        RpcCode.NOT_FOUND,
                        "failed to get sandbox container task: no running task found: task " + sandbox.id()
                                + " not found: not found");
            }
            Instant now = clock.now();
            String name = reservedName(sandbox, config);
            checkFree("container", name);
            String id = SimulatedImages.sha256(name + now);
            var container = new SimulatedContainer(engine, id, sandbox, kept(config), imageId, script, now);
            keep(container, sandbox);
            return container;
        });
    }

    private static String reservedName(SimulatedSandbox sandbox, ContainerConfig config) {
        var pod = sandbox.config().metadata();
        return config.metadata().name() + "_" + pod.name() + "_" + pod.namespace() + "_" + pod.uid() + "_"
                + config.metadata().attempt();
    }

    /** The script was made from the environment already, and thousands of containers are to be light. */
    private ContainerConfig kept(ContainerConfig config) {
        return engine.behaviour().keepsEnvironment(config) ? config : withoutEnvironment(config);
    }

    private static ContainerConfig withoutEnvironment(ContainerConfig config) {
        return new ContainerConfig(
                config.metadata(),
                config.image(),
                config.command(),
                config.args(),
                config.workingDir(),
                List.of(),
                config.mounts(),
                config.devices(),
                config.cdiDevices(),
                config.labels(),
                config.annotations(),
                config.logPath(),
                config.stdin(),
                config.stdinOnce(),
                config.tty(),
                config.resources(),
                config.securityContext(),
                config.stopSignal());
    }

    /** Forgets the container; answers whether it was there. */
    boolean remove(SimulatedContainer container) {
        return locked(() -> {
            List<SimulatedContainer> siblings = bySandbox.get(container.podSandboxId());
            SimulatedSandbox sandbox = sandboxes.get(container.podSandboxId());
            if (siblings != null) {
                siblings.remove(container);
            }
            if (sandbox != null) {
                reserved.remove(reservedName(sandbox, container.config()));
            }
            containersByPod.remove(container.config().labels(), container);
            return containers.remove(container.id()) != null;
        });
    }

    Optional<SimulatedSandbox> sandbox(String id) {
        return locked(() -> Optional.ofNullable(sandboxes.get(id)));
    }

    /** The running sandbox with that address of its own. */
    Optional<SimulatedSandbox> at(String address) {
        return locked(() -> sandboxes.values().stream()
                .filter(sandbox -> sandbox.ips().contains(address))
                .findFirst());
    }

    Optional<PodSandboxStatus> status(String sandboxId) {
        return locked(() -> Optional.ofNullable(sandboxes.get(sandboxId)).map(SimulatedSandbox::status));
    }

    /** The sandboxes; if labels are wanted that name a pod, at most those of that pod. */
    List<PodSandbox> sandboxes(Map<String, String> wanted) {
        return locked(() -> sandboxesByPod
                .select(wanted, sandboxes.values())
                .map(SimulatedSandbox::listed)
                .toList());
    }

    Optional<SimulatedContainer> container(String id) {
        return locked(() -> Optional.ofNullable(containers.get(id)));
    }

    List<SimulatedContainer> containers() {
        return locked(() -> List.copyOf(containers.values()));
    }

    /** The containers; if labels are wanted that name a pod, at most those of that pod. */
    List<SimulatedContainer> containers(Map<String, String> wanted) {
        return locked(() -> containersByPod.select(wanted, containers.values()).toList());
    }

    List<SimulatedContainer> containersOf(String sandboxId) {
        return locked(() -> List.copyOf(bySandbox.getOrDefault(sandboxId, List.of())));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
