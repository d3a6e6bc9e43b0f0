package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.EphemeralContainers;
import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.ContainerMetadata;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.NamespaceOptions;
import io.navarch.kubelet.cri.PodSandboxMetadata;
import io.navarch.kubelet.cri.PodSandboxState;
import io.navarch.kubelet.cri.PodSandboxStatus;
import io.navarch.kubelet.probe.Probes;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EphemeralContainer;
import io.navarch.model.core.v1.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds pods and what an engine shows of them, for tests of pure logic. */
public final class Observed {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Pod pod;
    private final List<ContainerStatus> containers = new ArrayList<>();
    private final List<PodSandboxStatus> sandboxes = new ArrayList<>();

    private Observed(Pod pod) {
        this.pod = pod;
    }

    /** A pod whose containers a, b … run an image each. */
    public static Pod pod(String restartPolicy, List<String> initContainers, List<String> containers) {
        var pod = Pod.KIND.read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u"},
                 "spec":{"restartPolicy":"%s","terminationGracePeriodSeconds":30},"status":{"qosClass":"BestEffort"}}""".formatted(restartPolicy).getBytes(StandardCharsets.UTF_8));
        return pod.withSpec(
                spec -> spec.withInitContainers(named(initContainers)).withContainers(named(containers)));
    }

    private static List<Container> named(List<String> names) {
        return names.stream()
                .map(name -> Container.EMPTY.withName(name).withImage("image:1"))
                .toList();
    }

    /** The pod with an ephemeral container more, as the API server adds it. */
    public static Pod looking(Pod pod, String name, String target) {
        return pod.withSpec(spec -> spec.withEphemeralContainers(List.of(
                EphemeralContainer.EMPTY.withName(name).withImage("image:1").withTargetContainerName(target))));
    }

    public static Observed of(Pod pod) {
        return new Observed(pod);
    }

    public Observed sandbox(PodSandboxState state) {
        sandboxes.addFirst(new PodSandboxStatus(
                "s" + sandboxes.size(),
                new PodSandboxMetadata("p", "default", "u", sandboxes.size()),
                state,
                START,
                List.of("10.1.1.1"),
                NamespaceOptions.DEFAULT,
                Map.of(),
                Map.of(),
                ""));
        return this;
    }

    public Observed running(String name) {
        return add(name, ContainerState.RUNNING, 0, "");
    }

    public Observed exited(String name, int code) {
        return add(name, ContainerState.EXITED, code, code == 0 ? "Completed" : "Error");
    }

    public Observed outOfMemory(String name) {
        return add(name, ContainerState.EXITED, 137, "OOMKilled");
    }

    private Observed add(String name, ContainerState state, int code, String reason) {
        int attempt = (int) containers.stream()
                .filter(c -> c.metadata().name().equals(name))
                .count();
        var all = new ArrayList<>(pod.spec().initContainers());
        all.addAll(pod.spec().containers());
        all.addAll(EphemeralContainers.of(pod));
        var spec = all.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
        boolean ended = state == ContainerState.EXITED;
        containers.addFirst(new ContainerStatus(
                name + attempt,
                new ContainerMetadata(name, attempt),
                state,
                START,
                START,
                ended ? START : null,
                code,
                ImageSpec.of("image:1"),
                "image:1",
                "",
                reason,
                "",
                Map.of(),
                new HashMap<>(Labels.annotations(pod, spec, attempt)),
                List.of(),
                "",
                null,
                null));
        return this;
    }

    public PodObservation seen() {
        return new PodObservation(List.copyOf(sandboxes), List.copyOf(containers));
    }

    /** Probes that all containers pass, but those that are said to fail. */
    public static Probes probes(Map<String, Probes.Failure> failures) {
        return new Probes() {
            @Override
            public boolean concern(Pod pod) {
                return false;
            }

            @Override
            public void follow(Pod followed, PodObservation seen) {}

            @Override
            public void forget(String podUid) {}

            @Override
            public boolean started(String containerId, Container container) {
                return true;
            }

            @Override
            public boolean ready(String containerId, Container container) {
                return !failures.containsKey(containerId);
            }

            @Override
            public Optional<Failure> failure(String containerId) {
                return Optional.ofNullable(failures.get(containerId));
            }
        };
    }
}
