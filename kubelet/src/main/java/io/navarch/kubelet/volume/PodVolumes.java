package io.navarch.kubelet.volume;

import io.navarch.model.core.v1.Pod;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The volumes of pods on this node. Thread-safe; calls for one pod come from its worker alone. */
public interface PodVolumes {
    /**
     * Makes the pod's volumes, or brings those that are there up to date (changed ConfigMaps, Secrets, tokens).
     *
     * @return the folder or file on the node that each volume is, by the volume's name
     * @throws VolumeException if one cannot be made now; the message is for an event
     */
    Map<String, Path> prepare(Pod pod) throws InterruptedException;

    /** Unmounts and removes the pod's volumes; does nothing if there are none. What containers left to say stays. */
    void tearDown(String podUid);

    /** Removes all that is kept for a pod that the API no longer has; does nothing if there is nothing. */
    default void forget(String podUid) {
        tearDown(podUid);
    }

    /** The uids of the pods that have something here, such as those that went while the node was down. */
    default Set<String> pods() {
        return Set.of();
    }
}
