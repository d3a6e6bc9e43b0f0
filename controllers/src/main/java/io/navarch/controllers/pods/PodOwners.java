package io.navarch.controllers.pods;

import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.runtime.queue.WorkQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Queues the objects of a kind that need looking at: those that change, those whose pods change, and those that may adopt a pod
 * without a controller. Runs on the informers' threads.
 */
public final class PodOwners<T extends KubeObject<T>> {
    private final Kind<T> kind;
    private final Lister<T> owners;
    private final Function<T, LabelSelector> selector;
    private final WorkQueue<ObjectKey> queue;

    private PodOwners(Kind<T> kind, Lister<T> owners, Function<T, LabelSelector> selector, WorkQueue<ObjectKey> queue) {
        this.kind = kind;
        this.owners = owners;
        this.selector = selector;
        this.queue = queue;
    }

    /**
     * Begins to queue.
     *
     * @param selector which pods an owner may adopt
     */
    public static <T extends KubeObject<T>> void watch(
            Kind<T> kind,
            Informer<T> owners,
            Informer<Pod> pods,
            Function<T, LabelSelector> selector,
            WorkQueue<ObjectKey> queue) {
        var watching = new PodOwners<>(kind, owners.lister(), selector, queue);
        owners.onChange((before, after) -> {
            var owner = after != null ? after : before;
            if (owner != null) {
                queue.add(owner.key());
            }
        });
        pods.onChange(watching::podChanged);
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (before != null) {
            enqueueOwner(before);
        }
        if (after != null) {
            enqueueOwner(after);
            if (Pods.controllerOf(after.metadata()).isEmpty() && !Pods.terminating(after)) {
                enqueueAdopters(after);
            }
        }
    }

    private void enqueueOwner(Pod pod) {
        var owner = Pods.controllerOf(pod.metadata());
        if (owner.isPresent() && Ownership.refersTo(owner.get(), kind)) {
            queue.add(new ObjectKey(pod.namespace(), owner.get().name()));
        }
    }

    private void enqueueAdopters(Pod orphan) {
        for (var owner : owners.in(orphan.namespace())) {
            if (selector.apply(owner).matches(orphan.metadata().labels())) {
                queue.add(owner.key());
            }
        }
    }
}
