package io.navarch.controllers.volume;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.status.ApiException;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.model.volume.Claims;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches claims, volumes and classes, and sees to it that a cluster has a default class. */
public final class VolumeController implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeController.class);
    private static final String DEFAULT_CLASS = "standard";
    private static final int WORKERS = 2;

    private final KubeClient client;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<StorageClass> classes;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> claimLoop;
    private final ReconcileLoop<ObjectKey> volumeLoop;

    public VolumeController(ControllerContext context, VolumeDirectories directories) {
        client = context.client("persistent-volume-binder");
        var claimInformer = context.informers().of(PersistentVolumeClaim.KIND);
        var volumeInformer = context.informers().of(PersistentVolume.KIND);
        var classInformer = context.informers().of(StorageClass.KIND);
        claims = claimInformer.lister();
        classes = classInformer.lister();
        events = context.events("persistent-volume-binder", "persistentvolume-controller");
        var provisioner = new HostPathProvisioner(directories);
        claimLoop = new ReconcileLoop<>(
                name(),
                context.clock(),
                new ClaimReconciler(client, claims, volumeInformer.lister(), classes, provisioner, events));
        volumeLoop = new ReconcileLoop<>(
                name() + "-volumes",
                context.clock(),
                new VolumeReconciler(
                        client, volumeInformer.lister(), claims, provisioner, claimLoop.queue()::add, events));
        claimInformer.onChange(this::claimChanged);
        volumeInformer.onChange(this::volumeChanged);
        classInformer.onChange((before, after) -> claims.all().stream()
                .filter(claim -> !Claims.isBound(claim))
                .forEach(claim -> claimLoop.queue().add(claim.key())));
    }

    private void claimChanged(@Nullable PersistentVolumeClaim before, @Nullable PersistentVolumeClaim after) {
        var claim = after != null ? after : before;
        if (claim == null) {
            return;
        }
        claimLoop.queue().add(claim.key());
        if (!claim.spec().volumeName().isEmpty()) {
            volumeLoop.queue().add(new ObjectKey("", claim.spec().volumeName()));
        }
    }

    /** A volume that is free may be what any claim waits for; one that is not concerns its own claim. */
    private void volumeChanged(@Nullable PersistentVolume before, @Nullable PersistentVolume after) {
        var volume = after != null ? after : before;
        if (volume == null) {
            return;
        }
        volumeLoop.queue().add(volume.key());
        var reference = volume.spec().claimRef();
        if (volume.spec().hasClaimRef()) {
            claimLoop.queue().add(new ObjectKey(reference.namespace(), reference.name()));
        } else {
            claims.all().stream()
                    .filter(claim -> !Claims.isBound(claim))
                    .forEach(claim -> claimLoop.queue().add(claim.key()));
        }
    }

    private void createDefaultClass() {
        if (!classes.all().isEmpty()) {
            return;
        }
        var standard = StorageClass.EMPTY
                .withMetadata(
                        meta -> meta.withName(DEFAULT_CLASS).withAnnotations(Map.of(Claims.DEFAULT_CLASS, "true")))
                .withProvisioner(HostPathProvisioner.NAME)
                .withReclaimPolicy("Delete")
                .withVolumeBindingMode("Immediate")
                .withAllowVolumeExpansion(true);
        try {
            client.of(StorageClass.KIND).create(standard);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                LOG.warn("there is no default storage class: {}", e.getMessage());
            }
        }
    }

    @Override
    public String name() {
        return "persistentvolume-binder-controller";
    }

    @Override
    public void start() {
        createDefaultClass();
        claimLoop.start(WORKERS);
        volumeLoop.start(WORKERS);
    }

    @Override
    public void close() {
        claimLoop.close();
        volumeLoop.close();
        events.close();
    }
}
