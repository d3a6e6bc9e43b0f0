package io.navarch.kubelet.volume;

import io.navarch.model.core.v1.Pod;
import java.nio.file.Path;
import java.util.Map;

/** The volumes of a node whose containers are simulated: there are none, and no disk is touched. */
public final class NoVolumes implements PodVolumes {
    @Override
    public Map<String, Path> prepare(Pod pod) {
        return Map.of();
    }

    @Override
    public void tearDown(String podUid) {
        // Nothing was made.
    }
}
