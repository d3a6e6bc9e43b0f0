package io.navarch.kubelet.upkeep;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.node.Pressures;
import io.navarch.kubelet.pod.PodWorkers;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.kubelet.server.PodUsage;
import io.navarch.kubelet.upkeep.EvictionRank.Candidate;
import io.navarch.kubelet.upkeep.Threshold.Level;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when the node runs short, says so in its conditions, and evicts one pod after the other until it does not. Also evicts
 * pods that write more to the disk than they may.
 */
public final class Eviction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Eviction.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** Upstream's evictionPressureTransitionPeriod: a node that was short is taken to be so a while longer. */
    private static final Duration LASTING = Duration.ofMinutes(5);

    private final ContainerRuntime runtime;
    private final Levels levels;
    private final List<Threshold> thresholds;
    private final PodDisk disk;
    private final EventRecorder events;
    private final Node node;
    private final Clock clock;
    private final Map<Signal, Instant> lastMet = new EnumMap<>(Signal.class);
    private final Set<Signal> told = new HashSet<>();
    private volatile Pressures pressures = Pressures.NONE;
    private volatile @Nullable Rounds rounds;

    /** @param podsDir where the pods' volumes are */
    public Eviction(
            ContainerRuntime runtime,
            Levels levels,
            List<Threshold> thresholds,
            Path podsDir,
            SandboxMaker sandboxes,
            EventRecorder events,
            Node node,
            Clock clock) {
        this.runtime = runtime;
        this.levels = levels;
        this.thresholds = thresholds;
        this.disk = new PodDisk(podsDir, sandboxes);
        this.events = events;
        this.node = node;
        this.clock = clock;
    }

    /** Begins; pods are evicted through their workers. */
    public void start(PodWorkers workers, ImageCollection images) {
        rounds = Rounds.start("eviction", PERIOD, clock, () -> round(workers, images));
    }

    /** What the node is short of. */
    public Pressures pressures() {
        return pressures;
    }

    void round(PodWorkers workers, ImageCollection images) throws IOException, InterruptedException {
        var usage = PodUsage.all(runtime);
        evictGreedy(workers, usage);
        var now = clock.now();
        var seen = levels.now();
        var met = thresholds.stream()
                .filter(threshold -> seen.containsKey(threshold.signal()))
                .filter(threshold -> threshold.met(level(seen, threshold)))
                .toList();
        met.forEach(threshold -> lastMet.put(threshold.signal(), now));
        lastMet.values().removeIf(at -> at.plus(LASTING).isBefore(now));
        told.retainAll(lastMet.keySet());
        pressures = new Pressures(
                lastMet.containsKey(Signal.MEMORY_AVAILABLE),
                lastMet.containsKey(Signal.NODEFS_AVAILABLE)
                        || lastMet.containsKey(Signal.IMAGEFS_AVAILABLE)
                        || lastMet.containsKey(Signal.NODEFS_INODES_FREE),
                lastMet.containsKey(Signal.PID_AVAILABLE));
        if (met.isEmpty()) {
            return;
        }
        var threshold = met.stream()
                .filter(each -> each.signal() == Signal.MEMORY_AVAILABLE)
                .findFirst()
                .orElse(met.getFirst());
        if (told.add(threshold.signal())) {
            events.warning(
                    node,
                    "EvictionThresholdMet",
                    "Attempting to reclaim " + threshold.signal().resource());
        }
        if (threshold.signal() != Signal.MEMORY_AVAILABLE && threshold.signal() != Signal.PID_AVAILABLE) {
            images.collectAll();
            var freed = levels.now();
            if (!threshold.met(level(freed, threshold))) {
                return;
            }
        }
        evictFirst(workers, usage, threshold, level(seen, threshold));
    }

    private static Level level(Map<Signal, Level> levels, Threshold threshold) {
        return levels.getOrDefault(threshold.signal(), new Level(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private void evictFirst(PodWorkers workers, List<PodUsage> usage, Threshold threshold, Level level)
            throws IOException {
        var candidates = new ArrayList<Candidate>();
        for (var used : usage) {
            var pod = workers.pod(used.namespace(), used.name());
            if (pod.isPresent() && pod.get().uid().equals(used.uid())) {
                candidates.add(candidate(pod.get(), used, threshold.signal()));
            }
        }
        var victim = EvictionRank.first(candidates, threshold.signal().resource());
        if (victim.isEmpty()) {
            LOG.warn(
                    "eviction: no pod can be evicted to reclaim {}",
                    threshold.signal().resource());
            return;
        }
        workers.evict(victim.get().pod().uid(), EvictionRank.message(victim.get(), threshold, level));
    }

    private Candidate candidate(Pod pod, PodUsage usage, Signal signal) throws IOException {
        if (signal.resource().equals("ephemeral-storage")) {
            return new Candidate(pod, disk.containers(pod, usage), disk.emptyDirs(pod));
        }
        var memory = new HashMap<String, Long>();
        usage.containers().forEach(container -> memory.put(container.name(), container.workingSetBytes()));
        return new Candidate(pod, memory, 0);
    }

    /** Pods that use more of the disk than their own limits say. */
    private void evictGreedy(PodWorkers workers, List<PodUsage> usage) throws IOException {
        for (var used : usage) {
            var pod = workers.pod(used.namespace(), used.name());
            if (pod.isPresent()) {
                var message = LocalStorageLimits.exceeded(pod.get(), used, disk);
                if (message.isPresent()) {
                    workers.evict(pod.get().uid(), message.get());
                }
            }
        }
    }

    @Override
    public void close() {
        var running = rounds;
        if (running != null) {
            running.close();
        }
    }
}
