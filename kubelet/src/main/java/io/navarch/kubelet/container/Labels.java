package io.navarch.kubelet.container;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.JsonWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** The labels and annotations by which containers in the engine are known again after a restart of this process. */
public final class Labels {
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String CONTAINER = "io.kubernetes.container.name";

    private static final String HASH = "io.kubernetes.container.hash";
    private static final String TERMINATION_PATH = "io.kubernetes.container.terminationMessagePath";
    private static final String TERMINATION_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    private static final String GRACE = "io.kubernetes.pod.terminationGracePeriod";
    private static final String RESTARTS = "io.kubernetes.container.restartCount";

    private Labels() {}

    public static Map<String, String> ofPod(Pod pod) {
        var labels = new HashMap<>(pod.metadata().labels());
        labels.put(POD_UID, pod.uid());
        labels.put(POD_NAME, pod.name());
        labels.put(POD_NAMESPACE, pod.namespace());
        return labels;
    }

    public static Map<String, String> ofContainer(Pod pod, Container container) {
        return Map.of(
                POD_UID, pod.uid(),
                POD_NAME, pod.name(),
                POD_NAMESPACE, pod.namespace(),
                CONTAINER, container.name());
    }

    /** Narrows a listing to one pod. */
    public static Map<String, String> selectingPod(String uid) {
        return Map.of(POD_UID, uid);
    }

    public static Map<String, String> annotations(Pod pod, Container container, int restarts) {
        return Map.of(
                HASH, hash(container),
                RESTARTS, Integer.toString(restarts),
                TERMINATION_PATH, container.terminationMessagePath(),
                TERMINATION_POLICY, container.terminationMessagePolicy(),
                GRACE, Long.toString(pod.spec().terminationGracePeriodSeconds()));
    }

    /** Changes when the container must be made anew; most of a pod's spec cannot change, the image can. */
    public static String hash(Container container) {
        var identity = Container.EMPTY.withName(container.name()).withImage(container.image());
        var sum = new CRC32C();
        sum.update(JsonWriter.bytes(identity.tree()));
        return Long.toHexString(sum.getValue());
    }

    public static String hash(Map<String, String> annotations) {
        return annotations.getOrDefault(HASH, "");
    }

    public static String terminationMessagePolicy(Map<String, String> annotations) {
        return annotations.getOrDefault(TERMINATION_POLICY, "File");
    }

    public static String terminationMessagePath(Map<String, String> annotations) {
        return annotations.getOrDefault(TERMINATION_PATH, "");
    }
}
