package io.navarch.controllers.volumeprotection;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.storage.v1.VolumeAttributesClass;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps a volume attributes class that a claim or a volume names until none does. */
public final class AttributesClassProtectionController implements Controller {
    static final String FINALIZER = "kubernetes.io/vac-protection";

    private final KubeClient client;
    private final Lister<VolumeAttributesClass> classes;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<PersistentVolume> volumes;
    private final ReconcileLoop<ObjectKey> loop;

    public AttributesClassProtectionController(ControllerContext context) {
        client = context.client(name());
        var classInformer = context.informers().of(VolumeAttributesClass.KIND);
        var claimInformer = context.informers().of(PersistentVolumeClaim.KIND);
        var volumeInformer = context.informers().of(PersistentVolume.KIND);
        classes = classInformer.lister();
        claims = claimInformer.lister();
        volumes = volumeInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        classInformer.onChange((before, after) -> {
            if (after != null && (Finalizers.lacks(after, FINALIZER) || Finalizers.wantsToGo(after, FINALIZER))) {
                loop.queue().add(after.key());
            }
        });
        claimInformer.onChange((before, after) -> released(names(before), names(after)));
        volumeInformer.onChange((before, after) -> released(names(before), names(after)));
    }

    private static Stream<String> names(@Nullable PersistentVolumeClaim claim) {
        return claim == null
                ? Stream.of()
                : Stream.of(
                        claim.spec().volumeAttributesClassName(),
                        claim.status().currentVolumeAttributesClassName(),
                        claim.status().modifyVolumeStatus().targetVolumeAttributesClassName());
    }

    private static Stream<String> names(@Nullable PersistentVolume volume) {
        return volume == null ? Stream.of() : Stream.of(volume.spec().volumeAttributesClassName());
    }

    /** Looks at the classes that are no longer named. */
    private void released(Stream<String> before, Stream<String> after) {
        var still = after.toList();
        before.filter(name -> !name.isEmpty() && !still.contains(name))
                .forEach(name -> loop.queue().add(new ObjectKey("", name)));
    }

    private Next reconcile(ObjectKey key) {
        var found = classes.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var api = client.of(VolumeAttributesClass.KIND);
        if (Finalizers.lacks(found.get(), FINALIZER)) {
            return Finalizers.add(api, found.get(), FINALIZER);
        }
        boolean used = claims.all().stream().anyMatch(claim -> names(claim).anyMatch(key.name()::equals))
                || volumes.all().stream().anyMatch(volume -> names(volume).anyMatch(key.name()::equals));
        return Finalizers.wantsToGo(found.get(), FINALIZER) && !used
                ? Finalizers.remove(api, found.get(), FINALIZER)
                : Next.done();
    }

    @Override
    public String name() {
        return "volumeattributesclass-protection-controller";
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
