package io.navarch.kubelet;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.container.ContainerMaker;
import io.navarch.kubelet.container.TerminationMessages;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.hook.LifecycleHooks;
import io.navarch.kubelet.image.ImagePuller;
import io.navarch.kubelet.image.PullSecrets;
import io.navarch.kubelet.manifest.StaticPod;
import io.navarch.kubelet.manifest.StaticPods;
import io.navarch.kubelet.node.LeaseRenewer;
import io.navarch.kubelet.node.NodeFacts;
import io.navarch.kubelet.node.NodeReporter;
import io.navarch.kubelet.node.Pressures;
import io.navarch.kubelet.pod.OrphanCleaner;
import io.navarch.kubelet.pod.PodServices;
import io.navarch.kubelet.pod.PodSource;
import io.navarch.kubelet.pod.PodWorkers;
import io.navarch.kubelet.pod.RuntimeObserver;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.probe.ProbeWorkers;
import io.navarch.kubelet.status.PodStatusMaker;
import io.navarch.kubelet.status.StatusWriter;
import io.navarch.kubelet.volume.ContainerMounts;
import io.navarch.kubelet.volume.PodVolumes;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node agent: registers its node and keeps it reported, and runs the pods that are bound to it through a container
 * engine. It talks to the API and to the engine, and to nothing else.
 */
public final class Kubelet implements AutoCloseable {
    private final NodeFacts facts;
    private final PodSource source;
    private final EventRecorder events;
    private final NodeReporter reporter;
    private final ImagePuller images;
    private final ProbeWorkers probes;
    private final LeaseRenewer lease;
    private final PodWorkers workers;
    private final RuntimeObserver observer;
    private final OrphanCleaner orphans;
    private final @Nullable StaticPods staticPods;

    /**
     * What differs between a real node and a simulated one.
     *
     * @param network of the node, from which its containers are probed
     * @param pressures what the node is short of at the moment
     * @param manifests the folder of the node's static pods, null for none
     */
    public record Parts(
            ContainerRuntime runtime,
            NetworkContext network,
            SandboxMaker sandboxes,
            PodVolumes volumes,
            ContainerMounts mounts,
            Supplier<Pressures> pressures,
            @Nullable Path manifests) {
        /** Those of a node that is never short of anything. */
        public Parts(
                ContainerRuntime runtime,
                NetworkContext network,
                SandboxMaker sandboxes,
                PodVolumes volumes,
                ContainerMounts mounts) {
            this(runtime, network, sandboxes, volumes, mounts, () -> Pressures.NONE, null);
        }
    }

    /**
     * Wires a node agent; nothing runs yet.
     *
     * @param client under the node's own identity
     * @param source of the pods of all nodes in this process
     */
    public Kubelet(
            NodeFacts facts, KubeClient client, NodeObjects objects, PodSource source, Parts parts, Clock clock) {
        this.facts = facts;
        this.source = source;
        var runtime = parts.runtime();
        events = new EventRecorder(client, "kubelet", facts.name(), clock);
        reporter = new NodeReporter(facts, client, runtime, events, parts.pressures(), clock);
        lease = new LeaseRenewer(facts.name(), client, clock);
        probes = new ProbeWorkers(runtime, parts.network(), events, this::wake, clock);
        var statuses = new PodStatusMaker(
                runtime.version().runtimeName(), probes, new TerminationMessages(runtime), facts::addresses, clock);
        images = new ImagePuller(runtime, events, clock);
        workers = new PodWorkers(new PodServices(
                runtime,
                images,
                new PullSecrets(objects),
                new ContainerMaker(objects, facts::allocatable, facts.memoryBytes()),
                parts.mounts(),
                parts.sandboxes(),
                parts.volumes(),
                probes,
                new LifecycleHooks(runtime, parts.network(), events, clock),
                statuses,
                new StatusWriter(client),
                events,
                clock));
        staticPods = parts.manifests() == null ? null : new StaticPods(parts.manifests(), facts.name(), client, clock);
        observer = new RuntimeObserver(runtime, clock, this::wake);
        orphans = new OrphanCleaner(runtime, parts.volumes(), parts.sandboxes(), workers::uids, clock);
    }

    private void wake(String uid) {
        workers.wake(uid);
    }

    /** What it knows that neither the engine nor the API does. */
    public KubeletMemory memory() {
        return new KubeletMemory(reporter.memory(), workers.memory(), images.memory(), probes.memory());
    }

    /** Lets it go on where another was; before the start. */
    public void remember(KubeletMemory memory) {
        reporter.remember(memory.node());
        workers.remember(memory.pods());
        images.remember(memory.pulls());
        probes.remember(memory.probes());
        observer.remember();
    }

    /** Starts it; the pods' informer must hold its first list, or running pods would be taken for orphans. */
    public void start() {
        reporter.start();
        lease.start();
        observer.start();
        source.follow(facts.name(), this::podChanged);
        if (staticPods != null) {
            staticPods.start(workers);
        }
        orphans.start();
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        var either = after != null ? after : before;
        if (staticPods != null && either != null && StaticPod.isMirror(either)) {
            staticPods.mirrorChanged(either, after != null);
            return;
        }
        if (after != null) {
            workers.put(after);
        }
        if (before != null && (after == null || !after.uid().equals(before.uid()))) {
            workers.remove(before.uid());
        }
    }

    public NodeFacts facts() {
        return facts;
    }

    /** The node's pods and their workers. */
    public PodWorkers workers() {
        return workers;
    }

    /** Reports the node at once, for something has changed that its next look would see. */
    public void report() {
        reporter.look();
    }

    /** Whether the node's last report said Ready. */
    public boolean ready() {
        return reporter.ready();
    }

    /** Stops the agent; containers run on. */
    @Override
    public void close() {
        source.forget(facts.name());
        if (staticPods != null) {
            staticPods.close();
        }
        orphans.close();
        observer.close();
        lease.close();
        reporter.close();
        workers.close();
        events.close();
    }
}
