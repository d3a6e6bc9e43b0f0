package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.container.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Things by the pod that their labels name: a node agent asks for those of one pod all the time. Not thread-safe. */
final class PodIndex<T> {
    private final Map<String, List<T>> byPod = new HashMap<>();

    void add(Map<String, String> labels, T thing) {
        var uid = labels.get(Labels.POD_UID);
        if (uid != null) {
            byPod.computeIfAbsent(uid, absent -> new ArrayList<>(2)).add(thing);
        }
    }

    void remove(Map<String, String> labels, T thing) {
        var uid = labels.get(Labels.POD_UID);
        if (uid != null) {
            byPod.computeIfPresent(uid, (same, things) -> {
                things.remove(thing);
                return things.isEmpty() ? null : things;
            });
        }
    }

    /** At least those that have the wanted labels. */
    Stream<T> select(Map<String, String> wanted, Collection<T> all) {
        var uid = wanted.get(Labels.POD_UID);
        return uid == null ? all.stream() : byPod.getOrDefault(uid, List.of()).stream();
    }
}
