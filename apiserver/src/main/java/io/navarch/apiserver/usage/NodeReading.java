package io.navarch.apiserver.usage;

import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node's kubelet said of it and of its pods at one time.
 *
 * @param window over which processor time was counted
 * @param node null as long as it is not known
 * @param pods by namespace and name; each its containers by name
 * @param complete whether the rates of all are known
 */
record NodeReading(
        Instant time, Duration window, @Nullable Usage node, Map<String, Map<String, Usage>> pods, boolean complete) {

    /** Reads a kubelet's {@code /stats/summary}. */
    static NodeReading of(byte[] summary, Instant time, Duration window) {
        if (!(JsonReader.any(summary) instanceof Obj page)) {
            throw new IllegalArgumentException("a kubelet's summary is no object");
        }
        var node = page.get("node") instanceof Obj found ? usage(found) : null;
        boolean complete = node != null;
        var pods = new LinkedHashMap<String, Map<String, Usage>>();
        for (var pod : objects(page.get("pods"))) {
            var containers = new LinkedHashMap<String, Usage>();
            for (var container : objects(pod.get("containers"))) {
                var usage = usage(container);
                if (usage != null) {
                    containers.put(text(container, "name"), usage);
                }
                complete &= usage != null;
            }
            if (pod.get("podRef") instanceof Obj reference && !containers.isEmpty()) {
                pods.put(key(text(reference, "namespace"), text(reference, "name")), containers);
            }
        }
        return new NodeReading(time, window, node, pods, complete);
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static @Nullable Usage usage(Obj measured) {
        return measured.get("cpu") instanceof Obj cpu
                        && cpu.get("usageNanoCores") instanceof Long cores
                        && measured.get("memory") instanceof Obj memory
                        && memory.get("workingSetBytes") instanceof Long bytes
                ? new Usage(cores, bytes)
                : null;
    }

    private static String text(Obj object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked")
    private static List<Obj> objects(@Nullable Object value) {
        return value instanceof List<?> list ? (List<Obj>) list : List.of();
    }
}
