package io.navarch.kubelet.manifest;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.kubelet.pod.PodWorkers;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodStatus;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the pods of the manifests folder and keeps their mirrors in the API. */
public final class StaticPods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaticPods.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final String nodeName;
    private final Manifests manifests;
    private final KubeClient client;
    private final Clock clock;
    private final Map<String, Pod> running = new HashMap<>();

    /** The mirrors in the API, by namespace and name. */
    private final Map<String, Pod> mirrors = new ConcurrentHashMap<>();

    private @Nullable Thread thread;

    public StaticPods(Path folder, String nodeName, KubeClient client, Clock clock) {
        this.nodeName = nodeName;
        this.manifests = new Manifests(folder, nodeName, clock);
        this.client = client;
        this.clock = clock;
    }

    /** Looks once, so that what runs is known for what it is, and goes on on a thread of its own. */
    public synchronized void start(PodWorkers workers) {
        look(workers);
        thread = Thread.ofVirtual().name("static-pods").start(() -> {
            try {
                while (true) {
                    clock.sleep(PERIOD);
                    look(workers);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The API's mirror of a pod changed or is gone. */
    public void mirrorChanged(Pod mirror, boolean there) {
        var key = mirror.namespace() + "/" + mirror.name();
        if (there) {
            mirrors.put(key, mirror);
        } else {
            mirrors.computeIfPresent(key, (same, known) -> known.uid().equals(mirror.uid()) ? null : known);
        }
    }

    private void look(PodWorkers workers) {
        try {
            var wanted = manifests.pods();
            for (var uid : List.copyOf(running.keySet())) {
                if (!wanted.containsKey(uid)) {
                    workers.remove(uid);
                    running.remove(uid);
                }
            }
            for (var pod : wanted.values()) {
                // The one of the file's earlier version holds ports and names until it has ended.
                if (!running.containsKey(pod.uid())
                        && workers.pod(pod.namespace(), pod.name()).isEmpty()) {
                    running.put(pod.uid(), pod);
                    workers.put(pod);
                }
            }
            mirror(wanted, workers);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("static pods of {} are as they were: {}", nodeName, e.toString());
        } catch (ApiException e) {
            LOG.warn("mirror pods of {} are as they were: {}", nodeName, e.getMessage());
        }
    }

    private void mirror(Map<String, Pod> wanted, PodWorkers workers) {
        for (var pod : wanted.values()) {
            var mirror = mirrors.get(pod.namespace() + "/" + pod.name());
            if (mirror != null && isStale(mirror, pod)) {
                remove(mirror);
            } else if (mirror == null && running.containsKey(pod.uid())) {
                create(pod);
                workers.wake(pod.uid());
            }
        }
        for (var mirror : mirrors.values()) {
            boolean has = wanted.values().stream()
                    .anyMatch(pod ->
                            pod.name().equals(mirror.name()) && pod.namespace().equals(mirror.namespace()));
            if (!has) {
                remove(mirror);
            }
        }
    }

    private static boolean isStale(Pod mirror, Pod pod) {
        return mirror.metadata().hasDeletionTimestamp()
                || !StaticPod.hash(pod).equals(mirror.metadata().annotations().get(StaticPod.MIRROR));
    }

    private void create(Pod pod) {
        var node = client.of(Node.KIND).find(nodeName);
        if (node.isEmpty()) {
            return; // It is not registered yet.
        }
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.put(StaticPod.MIRROR, StaticPod.hash(pod));
        var owner = OwnerReference.EMPTY
                .withApiVersion("v1")
                .withKind("Node")
                .withName(nodeName)
                .withUid(node.get().uid())
                .withController(true);
        var mirror = pod.withMetadata(
                        meta -> meta.withUid("").withAnnotations(annotations).withOwnerReferences(List.of(owner)))
                .withStatus(PodStatus.EMPTY);
        try {
            mirrorChanged(client.of(Pod.KIND, pod.namespace()).create(mirror), true);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                LOG.warn("no mirror pod of {}: {}", pod.key(), e.getMessage());
            }
        }
    }

    private void remove(Pod mirror) {
        client.of(Pod.KIND, mirror.namespace()).deleteIfPresent(mirror.name(), DeleteOptions.NOW.withUid(mirror.uid()));
        mirrorChanged(mirror, false);
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
