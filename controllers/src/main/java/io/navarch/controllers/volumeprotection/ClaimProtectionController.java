package io.navarch.controllers.volumeprotection;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.volume.Claims;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.Collection;

/** Keeps a claim that a pod on a node uses until the pod has ended. */
public final class ClaimProtectionController implements Controller {
    static final String FINALIZER = "kubernetes.io/pvc-protection";

    private final KubeClient client;
    private final Lister<PersistentVolumeClaim> claims;
    private final Lister<Pod> pods;
    private final ReconcileLoop<ObjectKey> loop;

    public ClaimProtectionController(ControllerContext context) {
        client = context.client("pvc-protection-controller");
        var claimInformer = context.informers().of(PersistentVolumeClaim.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        claims = claimInformer.lister();
        pods = podInformer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        claimInformer.onChange((before, after) -> {
            if (after != null && (Finalizers.lacks(after, FINALIZER) || Finalizers.wantsToGo(after, FINALIZER))) {
                loop.queue().add(after.key());
            }
        });
        podInformer.onChange((before, after) -> {
            if (before != null && (after == null || Pods.finished(after))) {
                Claims.of(before).forEach(name -> loop.queue().add(new ObjectKey(before.namespace(), name)));
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = claims.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var claim = found.get();
        var api = client.of(PersistentVolumeClaim.KIND);
        if (Finalizers.lacks(claim, FINALIZER)) {
            return Finalizers.add(api, claim, FINALIZER);
        }
        return Finalizers.wantsToGo(claim, FINALIZER) && !used(key)
                ? Finalizers.remove(api, claim, FINALIZER)
                : Next.done();
    }

    /** The cache may lag behind; what it does not show the server may. */
    private boolean used(ObjectKey claim) {
        return used(claim, pods.in(claim.namespace()))
                || used(
                        claim,
                        client.of(Pod.KIND, claim.namespace())
                                .list(ListOptions.ALL)
                                .items());
    }

    private static boolean used(ObjectKey claim, Collection<Pod> among) {
        return among.stream()
                .anyMatch(pod -> !pod.spec().nodeName().isEmpty()
                        && !Pods.finished(pod)
                        && Claims.of(pod).contains(claim.name()));
    }

    @Override
    public String name() {
        return "persistentvolumeclaim-protection-controller";
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
