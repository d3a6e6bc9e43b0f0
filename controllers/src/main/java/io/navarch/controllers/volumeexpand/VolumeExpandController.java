package io.navarch.controllers.volumeexpand;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.Quantity;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.status.ApiException;
import io.navarch.model.volume.Claims;
import io.navarch.model.volume.VolumeMatch;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.HashMap;

/** Grows the volumes whose claims have grown. */
public final class VolumeExpandController implements Controller {
    private final KubeClient client;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public VolumeExpandController(ControllerContext context) {
        client = context.client("expand-controller");
        events = context.events("expand-controller", "volume_expand");
        var claimInformer = context.informers().of(PersistentVolumeClaim.KIND);
        claims = claimInformer.lister();
        volumes = context.informers().of(PersistentVolume.KIND).lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        claimInformer.onChange((before, after) -> {
            if (after != null && wantsMore(after)) {
                loop.queue().add(after.key());
            }
        });
    }

    private static boolean wantsMore(PersistentVolumeClaim claim) {
        return claim.status().phase().equals("Bound") && Claims.requested(claim).compareTo(size(claim)) > 0;
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        var size = claim.status().capacity().get("storage");
        return size == null ? Quantity.ZERO : Quantity.parse(size);
    }

    private Next reconcile(ObjectKey key) {
        var claim = claims.find(key).filter(VolumeExpandController::wantsMore);
        if (claim.isEmpty()) {
            return Next.done();
        }
        var volume =
                volumes.find("", claim.get().spec().volumeName()).filter(found -> Claims.isFor(found, claim.get()));
        if (volume.isEmpty()) {
            return Next.retry();
        }
        if (!volume.get().spec().hasHostPath()) {
            events.normal(claim.get(), "ExternalExpanding", "waiting for an external controller to expand this PVC");
            return Next.done();
        }
        try {
            grow(claim.get(), volume.get());
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private void grow(PersistentVolumeClaim claim, PersistentVolume volume) {
        var wanted = Claims.requested(claim);
        if (VolumeMatch.capacity(volume).compareTo(wanted) < 0) {
            var capacity = new HashMap<>(volume.spec().capacity());
            capacity.put("storage", wanted.toString());
            client.of(PersistentVolume.KIND).update(volume.withSpec(spec -> spec.withCapacity(capacity)));
        }
        var sizes = new HashMap<>(claim.status().capacity());
        sizes.put("storage", wanted.toString());
        client.of(PersistentVolumeClaim.KIND).updateStatus(claim.withStatus(status -> status.withCapacity(sizes)));
        events.normal(claim, "VolumeResizeSuccessful", "Resize volume succeeded");
    }

    @Override
    public String name() {
        return "persistentvolume-expander-controller";
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
