package io.navarch.scheduler.volume;

import io.navarch.client.KubeClient;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.ObjectReference;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.volume.Claims;
import io.navarch.model.volume.VolumeMatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/** Has claims that waited for their pod's node bound there: reserves volumes for them, or asks for new ones. Thread-safe. */
public final class LateBinding {
    private final KubeClient client;
    private final VolumeObjects objects;

    public LateBinding(KubeClient client, VolumeObjects objects) {
        this.client = client;
        this.objects = objects;
    }

    /** The pod's claims that are not bound yet, as the cache has them. */
    public List<PersistentVolumeClaim> unbound(Pod pod) {
        return objects.claimsOf(pod).stream()
                .filter(claim -> !Claims.isBound(claim))
                .toList();
    }

    /**
     * Writes what is chosen; the binder and the provisioners do the rest. Blocks.
     *
     * @throws io.navarch.model.status.ApiException if somebody else was first
     */
    public void begin(List<PersistentVolumeClaim> claims, Node node) {
        var taken = new HashSet<String>();
        for (var claim : claims) {
            var match = VolumeMatch.on(node, claim, objects.volumes().all(), taken);
            if (match.isPresent()) {
                taken.add(match.get().name());
                reserve(match.get(), claim);
            } else {
                select(claim, node.name());
            }
        }
    }

    private void reserve(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (volume.spec().hasClaimRef() && !volume.spec().claimRef().uid().isEmpty()) {
            return;
        }
        var annotations = new HashMap<>(volume.metadata().annotations());
        if (!volume.spec().hasClaimRef()) {
            annotations.put(Claims.BOUND_BY_CONTROLLER, "yes");
        }
        var reference = ObjectReference.EMPTY
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.namespace())
                .withName(claim.name())
                .withUid(claim.uid())
                .withResourceVersion(claim.metadata().resourceVersion());
        client.of(PersistentVolume.KIND)
                .update(volume.withMetadata(meta -> meta.withAnnotations(annotations))
                        .withSpec(spec -> spec.withClaimRef(reference)));
    }

    private void select(PersistentVolumeClaim claim, String node) {
        client.of(PersistentVolumeClaim.KIND, claim.namespace()).change(claim.name(), stored -> {
            var annotations = new HashMap<>(stored.metadata().annotations());
            annotations.put(Claims.SELECTED_NODE, node);
            return stored.withMetadata(meta -> meta.withAnnotations(annotations));
        });
    }
}
