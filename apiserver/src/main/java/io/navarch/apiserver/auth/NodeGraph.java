package io.navarch.apiserver.auth;

import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.kind.Kinds;
import io.navarch.model.storage.v1.VolumeAttachment;
import io.navarch.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Which node needs which object: pod to node, and pod to what it mounts or refers to. Changes are only noted as they come and
 * read when a node asks, so that a cluster whose nodes come by another door does not pay for it.
 */
final class NodeGraph implements AutoCloseable {
    /** What a node may need. */
    enum Type {
        POD,
        SECRET,
        CONFIG_MAP,
        SERVICE_ACCOUNT,
        CLAIM,
        VOLUME,
        ATTACHMENT,
        RESOURCE_CLAIM
    }

    private record Thing(Type type, String namespace, String name) {}

    private record Edge(Thing needed, Thing by) {}

    /** What an object says about the graph: the node it belongs to, or "", and who needs what. */
    private record Needs(String node, Set<Edge> edges) {
        static final Needs NONE = new Needs("", Set.of());
    }

    /** The newest bytes of objects that changed since they were last read; an empty array stands for a deletion. */
    private final Map<Thing, byte[]> unread = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Thing, Needs> sources = new HashMap<>();

    /** Things to the things that need them. */
    private final Map<Thing, Set<Thing>> neededBy = new HashMap<>();

    private final List<StoreMirror> mirrors = new ArrayList<>();

    static NodeGraph open(Store store, Kinds kinds) {
        var graph = new NodeGraph();
        graph.mirror(store, kinds, "", "pods", Type.POD);
        graph.mirror(store, kinds, "", "persistentvolumes", Type.VOLUME);
        graph.mirror(store, kinds, "storage.k8s.io", "volumeattachments", Type.ATTACHMENT);
        return graph;
    }

    private void mirror(Store store, Kinds kinds, String group, String plural, Type type) {
        kinds.definition(group, plural).ifPresent(kind -> mirrors.add(StoreMirror.open(store, kind, notes(type))));
    }

    private StoreMirror.Listener notes(Type type) {
        return new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                unread.put(new Thing(type, key.namespace(), key.name()), json);
            }

            @Override
            public void remove(ObjectKey key) {
                unread.put(new Thing(type, key.namespace(), key.name()), new byte[0]);
            }
        };
    }

    /** Whether a pod of the node, or the node itself, needs the object. */
    boolean reaches(String node, Type type, String namespace, String name) {
        lock.lock();
        try {
            readChanges();
            return reaches(node, new Thing(type, namespace, name), 0);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is such a pod. */
    boolean knowsPod(String namespace, String name) {
        lock.lock();
        try {
            readChanges();
            return sources.containsKey(new Thing(Type.POD, namespace, name));
        } finally {
            lock.unlock();
        }
    }

    private boolean reaches(String node, Thing thing, int depth) {
        var own = sources.get(thing);
        if (own != null && own.node().equals(node)) {
            return true;
        }
        if (depth == 3) {
            return false;
        }
        for (var source : neededBy.getOrDefault(thing, Set.of())) {
            if (reaches(node, source, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private void readChanges() {
        for (var thing : unread.keySet()) {
            var json = unread.remove(thing);
            if (json != null) {
                replace(thing, json.length == 0 ? Needs.NONE : needs(thing, json));
            }
        }
    }

    private void replace(Thing source, Needs needs) {
        var before = needs == Needs.NONE ? sources.remove(source) : sources.put(source, needs);
        if (before != null) {
            for (var edge : before.edges()) {
                if (!needs.edges().contains(edge)) {
                    neededBy.computeIfPresent(edge.needed(), (key, by) -> {
                        by.remove(edge.by());
                        return by.isEmpty() ? null : by;
                    });
                }
            }
        }
        for (var edge : needs.edges()) {
            neededBy.computeIfAbsent(edge.needed(), absent -> new HashSet<>(2)).add(edge.by());
        }
    }

    private static Needs needs(Thing thing, byte[] json) {
        return switch (thing.type()) {
            case POD -> podNeeds(thing, Pod.KIND.read(json));
            case VOLUME -> volumeNeeds(thing, PersistentVolume.KIND.read(json));
            default -> new Needs(VolumeAttachment.KIND.read(json).spec().nodeName(), Set.of());
        };
    }

    private static Needs podNeeds(Thing self, Pod pod) {
        var spec = pod.spec();
        if (spec.nodeName().isEmpty()) {
            return new Needs("", Set.of());
        }
        var edges = new HashSet<Edge>();
        BiConsumer<Type, String> need = (type, name) -> {
            if (!name.isEmpty()) {
                edges.add(new Edge(new Thing(type, self.namespace(), name), self));
            }
        };
        // A mirror pod is the node's own word: it must not open the node a door to anything.
        if (!pod.metadata().annotations().containsKey("kubernetes.io/config.mirror")) {
            need.accept(Type.SERVICE_ACCOUNT, spec.serviceAccountName());
            spec.imagePullSecrets().forEach(secret -> need.accept(Type.SECRET, secret.name()));
            spec.volumes().forEach(volume -> volumeNeeds(pod.name(), volume, need));
            containers(spec).forEach(container -> containerNeeds(container, need));
            pod.status()
                    .resourceClaimStatuses()
                    .forEach(claim -> need.accept(Type.RESOURCE_CLAIM, claim.resourceClaimName()));
            spec.resourceClaims().forEach(claim -> need.accept(Type.RESOURCE_CLAIM, claim.resourceClaimName()));
        }
        return new Needs(spec.nodeName(), Set.copyOf(edges));
    }

    private static void volumeNeeds(String pod, Volume volume, BiConsumer<Type, String> need) {
        need.accept(Type.SECRET, volume.secret().secretName());
        need.accept(Type.CONFIG_MAP, volume.configMap().name());
        need.accept(Type.CLAIM, volume.persistentVolumeClaim().claimName());
        if (volume.hasEphemeral()) {
            need.accept(Type.CLAIM, pod + "-" + volume.name());
        }
        volume.projected().sources().forEach(source -> {
            need.accept(Type.SECRET, source.secret().name());
            need.accept(Type.CONFIG_MAP, source.configMap().name());
        });
        need.accept(Type.SECRET, volume.csi().nodePublishSecretRef().name());
        need.accept(Type.SECRET, volume.azureFile().secretName());
        need.accept(Type.SECRET, volume.cephfs().secretRef().name());
        need.accept(Type.SECRET, volume.cinder().secretRef().name());
        need.accept(Type.SECRET, volume.flexVolume().secretRef().name());
        need.accept(Type.SECRET, volume.iscsi().secretRef().name());
        need.accept(Type.SECRET, volume.rbd().secretRef().name());
        need.accept(Type.SECRET, volume.scaleIO().secretRef().name());
        need.accept(Type.SECRET, volume.storageos().secretRef().name());
    }

    private static void containerNeeds(Container container, BiConsumer<Type, String> need) {
        container.env().forEach(variable -> {
            need.accept(Type.SECRET, variable.valueFrom().secretKeyRef().name());
            need.accept(Type.CONFIG_MAP, variable.valueFrom().configMapKeyRef().name());
        });
        container.envFrom().forEach(source -> {
            need.accept(Type.SECRET, source.secretRef().name());
            need.accept(Type.CONFIG_MAP, source.configMapRef().name());
        });
    }

    private static List<Container> containers(PodSpec spec) {
        var all = new ArrayList<Container>(spec.initContainers());
        all.addAll(spec.containers());
        // Ephemeral containers have the fields of containers, so that the same look at them works.
        spec.ephemeralContainers().forEach(container -> all.add(new Container(asContainer(container.tree()))));
        return all;
    }

    private static io.navarch.model.tree.Struct asContainer(io.navarch.model.tree.Struct ephemeral) {
        var container = Container.TYPE.empty();
        for (var name : List.of("env", "envFrom")) {
            container = container.with(name, ephemeral.get(name));
        }
        return container;
    }

    /** A volume is needed by its claim, and needs the secrets of its driver. */
    private static Needs volumeNeeds(Thing self, PersistentVolume volume) {
        var claim = volume.spec().claimRef();
        if (claim.name().isEmpty()) {
            return Needs.NONE;
        }
        var edges = new HashSet<Edge>();
        edges.add(new Edge(self, new Thing(Type.CLAIM, claim.namespace(), claim.name())));
        var csi = volume.spec().csi();
        for (var secret : List.of(csi.nodePublishSecretRef(), csi.nodeStageSecretRef(), csi.nodeExpandSecretRef())) {
            if (!secret.name().isEmpty()) {
                var namespace = secret.namespace().isEmpty() ? claim.namespace() : secret.namespace();
                edges.add(new Edge(new Thing(Type.SECRET, namespace, secret.name()), self));
            }
        }
        return new Needs("", Set.copyOf(edges));
    }

    @Override
    public void close() {
        mirrors.forEach(StoreMirror::close);
    }
}
