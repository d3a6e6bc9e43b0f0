package io.navarch.controllers.volumeprotection;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;

/** Keeps a volume that is bound to a claim until it no longer is. */
public final class VolumeProtectionController implements Controller {
    static final String FINALIZER = "kubernetes.io/pv-protection";

    private final KubeClient client;
    private final Lister<PersistentVolume> volumes;
    private final ReconcileLoop<ObjectKey> loop;

    public VolumeProtectionController(ControllerContext context) {
        client = context.client("pv-protection-controller");
        var informer = context.informers().of(PersistentVolume.KIND);
        volumes = informer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        informer.onChange((before, after) -> {
            if (after != null && (Finalizers.lacks(after, FINALIZER) || Finalizers.wantsToGo(after, FINALIZER))) {
                loop.queue().add(after.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = volumes.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var volume = found.get();
        var api = client.of(PersistentVolume.KIND);
        if (Finalizers.lacks(volume, FINALIZER)) {
            return Finalizers.add(api, volume, FINALIZER);
        }
        boolean used = volume.status().phase().equals("Bound");
        return Finalizers.wantsToGo(volume, FINALIZER) && !used
                ? Finalizers.remove(api, volume, FINALIZER)
                : Next.done();
    }

    @Override
    public String name() {
        return "persistentvolume-protection-controller";
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
