package io.navarch.kubelet.pod;

import io.navarch.kubelet.server.PodDirectory;
import io.navarch.model.core.v1.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The workers of all pods on this node, by uid. Thread-safe. */
public final class PodWorkers implements PodDirectory, AutoCloseable {
    private final PodServices services;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final Map<String, PodMemory> remembered = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public PodWorkers(PodServices services) {
        this.services = services;
    }

    /** What the workers know of their pods, by uid. */
    public Map<String, PodMemory> memory() {
        var memory = new HashMap<String, PodMemory>();
        workers.forEach((uid, worker) -> memory.put(uid, worker.memory()));
        return Map.copyOf(memory);
    }

    /** Lets workers begin with what others knew of their pods; before the first pod comes. */
    public void remember(Map<String, PodMemory> memory) {
        remembered.putAll(memory);
    }

    /** Takes in a pod of this node, new or changed. */
    public void put(Pod pod) {
        if (closed) {
            return;
        }
        workers.compute(pod.uid(), (uid, known) -> {
            if (known != null) {
                known.update(pod);
                return known;
            }
            var worker = new PodWorker(pod, services, () -> workers.remove(uid));
            var memory = remembered.remove(uid);
            if (memory != null) {
                worker.remember(memory);
            }
            worker.start();
            return worker;
        });
    }

    /** The pod is gone from the API. */
    public void remove(String uid) {
        var worker = workers.get(uid);
        if (worker != null) {
            worker.remove();
        }
    }

    /** Something happened to the pod's containers or probes. */
    public void wake(String uid) {
        var worker = workers.get(uid);
        if (worker != null) {
            worker.wake();
        }
    }

    /** Ends the pod for good because of what it does to its node; its status says why. */
    public void evict(String uid, String message) {
        var worker = workers.get(uid);
        if (worker != null) {
            worker.evict(message);
        }
    }

    @Override
    public Collection<Pod> pods() {
        return workers.values().stream().map(PodWorker::current).toList();
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) {
        return workers.values().stream()
                .map(PodWorker::current)
                .filter(pod -> pod.name().equals(name) && pod.namespace().equals(namespace))
                .findFirst();
    }

    public Set<String> uids() {
        return Set.copyOf(workers.keySet());
    }

    /** Ends the workers and leaves the containers running. */
    @Override
    public void close() {
        closed = true;
        workers.values().forEach(PodWorker::abandon);
    }
}
