package io.navarch.controllers.ephemeralvolume;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.status.ApiException;
import io.navarch.model.volume.Claims;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the claims of pods' ephemeral volumes. */
public final class EphemeralVolumeController implements Controller {
    private static final int WORKERS = 2;

    private final KubeClient client;
    private final Lister<Pod> pods;
    private final Lister<PersistentVolumeClaim> claims;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;

    public EphemeralVolumeController(ControllerContext context) {
        client = context.client(name());
        events = context.events(name(), "ephemeral_volume");
        var podInformer = context.informers().of(Pod.KIND);
        var claimInformer = context.informers().of(PersistentVolumeClaim.KIND);
        pods = podInformer.lister();
        claims = claimInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        podInformer.onChange((before, after) -> add(after));
        claimInformer.onChange((before, after) -> {
            if (after == null && before != null) {
                Pods.controllerOf(before.metadata())
                        .filter(owner -> owner.kind().equals("Pod"))
                        .ifPresent(owner -> loop.queue().add(new ObjectKey(before.namespace(), owner.name())));
            }
        });
    }

    private void add(@Nullable Pod pod) {
        if (pod != null && Pods.active(pod) && pod.spec().volumes().stream().anyMatch(Volume::hasEphemeral)) {
            loop.queue().add(pod.key());
        }
    }

    private Next reconcile(ObjectKey key) {
        var found = pods.find(key).filter(Pods::active);
        if (found.isEmpty()) {
            return Next.done();
        }
        for (var volume : found.get().spec().volumes()) {
            if (volume.hasEphemeral()) {
                make(found.get(), volume);
            }
        }
        return Next.done();
    }

    private void make(Pod pod, Volume volume) {
        var name = Claims.ephemeral(pod, volume);
        var existing = claims.find(pod.namespace(), name);
        if (existing.isPresent()) {
            if (!Pods.controlledBy(existing.get().metadata(), pod.uid())) {
                throw new IllegalStateException("PVC \"" + pod.namespace() + "/" + name
                        + "\" was not created for pod \"" + pod.key() + "\" (pod is not owner)");
            }
            return;
        }
        var template = volume.ephemeral().volumeClaimTemplate();
        var claim = PersistentVolumeClaim.EMPTY
                .withMetadata(meta -> meta.withName(name)
                        .withNamespace(pod.namespace())
                        .withLabels(template.metadata().labels())
                        .withAnnotations(template.metadata().annotations())
                        .withOwnerReferences(List.of(Pods.controllerReference(pod))))
                .withSpec(template.spec());
        try {
            client.of(PersistentVolumeClaim.KIND).create(claim);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                events.warning(pod, "FailedCreate", "ephemeral volume controller: " + e.getMessage());
                throw e;
            }
        }
    }

    @Override
    public String name() {
        return "ephemeral-volume-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
