package io.navarch.controllers.tainteviction;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodStatusPatch;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Deletes pods whose time on a tainted node is over. */
public final class TaintEvictionController implements Controller {
    private static final int WORKERS = 8;

    private final KubeClient client;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final EventRecorder events;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    /** Pods that will have to leave, and since when that is known. */
    private final Map<ObjectKey, Leaving> leaving = new ConcurrentHashMap<>();

    private record Leaving(String uid, Instant since) {}

    public TaintEvictionController(ControllerContext context) {
        client = context.client("node-controller");
        events = context.events("node-controller", name());
        clock = context.clock();
        var podInformer = context.informers().of(Pod.KIND);
        var nodeInformer = context.informers().of(Node.KIND);
        pods = podInformer.lister();
        nodes = nodeInformer.lister();
        var byNode = pods.index(pod ->
                pod.spec().nodeName().isEmpty() ? List.of() : List.of(pod.spec().nodeName()));
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        podInformer.onChange((before, after) -> {
            if (after != null
                    && (before == null
                            || !before.spec().nodeName().equals(after.spec().nodeName())
                            || !before.spec().tolerations().equals(after.spec().tolerations()))) {
                loop.queue().add(after.key());
            }
        });
        nodeInformer.onChange((before, after) -> {
            if (after != null
                    && (before == null
                            || !before.spec().taints().equals(after.spec().taints()))) {
                byNode.get(after.name()).forEach(pod -> loop.queue().add(pod.key()));
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = pods.find(key);
        if (found.isEmpty() || Pods.finished(found.get()) || Pods.terminating(found.get())) {
            leaving.remove(key);
            return Next.done();
        }
        var pod = found.get();
        var node = nodes.find("", pod.spec().nodeName());
        if (node.isEmpty()) {
            return Next.done();
        }
        var known = leaving.get(key);
        var since = known != null && known.uid().equals(pod.uid()) ? known.since() : clock.now();
        var time = EvictionTime.of(pod, node.get(), since);
        if (time.isEmpty()) {
            if (leaving.remove(key) != null) {
                events.normal(pod, "TaintManagerEviction", "Cancelling deletion of Pod " + pod.key());
            }
            return Next.done();
        }
        leaving.put(key, new Leaving(pod.uid(), since));
        var left = Duration.between(clock.now(), time.get());
        if (left.isPositive()) {
            return Next.after(left);
        }
        leaving.remove(key);
        evict(pod);
        return Next.done();
    }

    private void evict(Pod pod) {
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.key());
        var api = client.of(Pod.KIND, pod.namespace());
        try {
            PodStatusPatch.write(api, pod, disruption(), "");
            api.deleteIfPresent(pod.name(), DeleteOptions.DEFAULT.withUid(pod.uid()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    private PodCondition disruption() {
        return PodCondition.EMPTY
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("DeletionByTaintManager")
                .withMessage("Taint manager: deleting due to NoExecute taint")
                .withLastTransitionTime(Timestamps.of(clock.now()));
    }

    @Override
    public String name() {
        return "taint-eviction-controller";
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
