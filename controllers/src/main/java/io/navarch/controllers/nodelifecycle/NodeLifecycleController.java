package io.navarch.controllers.nodelifecycle;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeCondition;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Judges nodes by their leases and status reports. */
public final class NodeLifecycleController implements Controller {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration STARTUP_GRACE = Duration.ofSeconds(60);
    private static final List<String> REPORTED = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
    private static final int WORKERS = 4;

    private final KubeClient client;
    private final Lister<Node> nodes;
    private final Lister<Lease> leases;
    private final Lister.Index<Pod> podsByNode;
    private final EventRecorder events;
    private final Clock clock;
    private final Duration grace;
    private final Set<String> known;
    private final ReconcileLoop<ObjectKey> loop;
    private final Map<String, Sign> lastSigns = new ConcurrentHashMap<>();

    /**
     * The last sign of life of a node.
     *
     * @param what the renew time of its lease and its last heartbeat; a change of either is a sign
     * @param seen when it was seen, by this process's count of nanoseconds: no wall clock is trusted
     */
    private record Sign(String what, long seen) {}

    /**
     * @param grace how long a node may be silent before it counts as lost; upstream's default is 50 s
     * @param known the uids of nodes that another controller has greeted
     */
    public NodeLifecycleController(ControllerContext context, Duration grace, Set<String> known) {
        this.grace = grace;
        this.known = Set.copyOf(known);
        client = context.client(name());
        events = context.events(name());
        clock = context.clock();
        var nodeInformer = context.informers().of(Node.KIND);
        var podInformer = context.informers().of(Pod.KIND);
        nodes = nodeInformer.lister();
        leases = context.informers().of(Lease.KIND).lister();
        podsByNode = podInformer
                .lister()
                .index(pod -> pod.spec().nodeName().isEmpty()
                        ? List.of()
                        : List.of(pod.spec().nodeName()));
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        nodeInformer.onChange(this::nodeChanged);
    }

    private void nodeChanged(@Nullable Node before, @Nullable Node after) {
        if (after == null) {
            if (before != null) {
                lastSigns.remove(before.name());
                events.normal(
                        before,
                        "RemovingNode",
                        "Node " + before.name() + " event: Removing Node " + before.name() + " from Controller");
            }
            return;
        }
        if (before == null && !known.contains(after.uid())) {
            events.normal(
                    after,
                    "RegisteredNode",
                    "Node " + after.name() + " event: Registered Node " + after.name() + " in Controller");
        }
        loop.queue().add(after.key());
    }

    private Next reconcile(ObjectKey key) {
        var found = nodes.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var node = found.get();
        try {
            node = markUnknownIfSilent(node);
            // With no node ready it is more likely that this process is cut off than that all are dead: nobody is
            // evicted.
            boolean evict = nodes.all().stream().anyMatch(NodeLifecycleController::ready);
            var taints = ConditionTaints.of(node, evict, clock.now());
            if (!taints.equals(node.spec().taints())) {
                client.of(Node.KIND)
                        .change(
                                node.name(),
                                current -> current.withSpec(
                                        spec -> spec.withTaints(ConditionTaints.of(current, evict, clock.now()))));
            }
            if (!ready(node)) {
                markPodsNotReady(node);
            }
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Next.done();
            }
            throw e;
        }
        return Next.routinely(PERIOD);
    }

    private static Optional<NodeCondition> condition(Node node, String type) {
        return node.status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst();
    }

    private static boolean ready(Node node) {
        return condition(node, "Ready").filter(c -> c.status().equals("True")).isPresent();
    }

    private Node markUnknownIfSilent(Node node) {
        var lease = leases.find("kube-node-lease", node.name());
        var heartbeat =
                condition(node, "Ready").map(NodeCondition::lastHeartbeatTime).orElse("");
        var what = lease.map(l -> l.spec().renewTime()).orElse("") + "/" + heartbeat;
        var last = lastSigns.get(node.name());
        if (last == null || !last.what().equals(what)) {
            lastSigns.put(node.name(), new Sign(what, clock.nanos()));
            return node;
        }
        boolean neverReported = condition(node, "Ready").isEmpty();
        var patience = neverReported ? STARTUP_GRACE : grace;
        if (clock.nanos() - last.seen() <= patience.toNanos()) {
            return node;
        }
        boolean wasReady = ready(node);
        var changed = client.of(Node.KIND).changeStatus(node.name(), current -> unknown(current, clock.now()));
        if (wasReady) {
            events.normal(changed, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        }
        return changed;
    }

    private static Node unknown(Node node, Instant now) {
        var conditions = new ArrayList<NodeCondition>();
        for (var type : REPORTED) {
            var before = condition(node, type);
            if (before.isPresent() && before.get().status().equals("Unknown")) {
                conditions.add(before.get());
                continue;
            }
            var unknown = before.orElse(NodeCondition.EMPTY
                    .withType(type)
                    .withLastHeartbeatTime(node.metadata().creationTimestamp()));
            conditions.add(unknown.withStatus("Unknown")
                    .withReason(before.isPresent() ? "NodeStatusUnknown" : "NodeStatusNeverUpdated")
                    .withMessage(
                            before.isPresent()
                                    ? "Kubelet stopped posting node status."
                                    : "Kubelet never posted node status.")
                    .withLastTransitionTime(Timestamps.of(now)));
        }
        node.status().conditions().stream()
                .filter(c -> !REPORTED.contains(c.type()))
                .forEach(conditions::add);
        return node.withStatus(status -> status.withConditions(conditions));
    }

    /** Takes the node's pods out of their services: nobody is there to report on them. */
    private void markPodsNotReady(Node node) {
        for (var pod : podsByNode.get(node.name())) {
            if (!Pods.ready(pod)) {
                continue;
            }
            try {
                // It may write pods' statuses but not get pods: one that has changed meanwhile is looked at again.
                client.of(Pod.KIND, pod.namespace()).updateStatus(notReady(pod));
                events.warning(pod, "NodeNotReady", "Node is not ready");
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private Pod notReady(Pod pod) {
        var conditions = new ArrayList<PodCondition>();
        for (var condition : pod.status().conditions()) {
            conditions.add(
                    condition.type().equals("Ready")
                            ? condition.withStatus("False").withLastTransitionTime(Timestamps.of(clock.now()))
                            : condition);
        }
        return pod.withStatus(status -> status.withConditions(conditions));
    }

    @Override
    public String name() {
        return "node-controller";
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
