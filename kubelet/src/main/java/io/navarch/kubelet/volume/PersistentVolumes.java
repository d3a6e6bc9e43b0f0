package io.navarch.kubelet.volume;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import java.util.Optional;

/** The claims of pods and the volumes they are bound to, read under the node's identity. Thread-safe; may block. */
public interface PersistentVolumes {
    Optional<PersistentVolumeClaim> claim(String namespace, String name);

    Optional<PersistentVolume> volume(String name);

    /** Of a node that has none. */
    static PersistentVolumes none() {
        return new PersistentVolumes() {
            @Override
            public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
                return Optional.empty();
            }

            @Override
            public Optional<PersistentVolume> volume(String name) {
                return Optional.empty();
            }
        };
    }

    /** As the API server has them at each call. */
    static PersistentVolumes of(KubeClient client) {
        return new PersistentVolumes() {
            @Override
            public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
                return client.of(PersistentVolumeClaim.KIND, namespace).find(name);
            }

            @Override
            public Optional<PersistentVolume> volume(String name) {
                return client.of(PersistentVolume.KIND).find(name);
            }
        };
    }
}
