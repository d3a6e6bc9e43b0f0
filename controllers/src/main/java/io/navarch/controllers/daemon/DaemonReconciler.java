package io.navarch.controllers.daemon;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.history.RevisionHistory;
import io.navarch.controllers.pods.Batches;
import io.navarch.controllers.pods.Expectations;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.PodWriter;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.apps.v1.DaemonSetStatus;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Keeps one pod of each DaemonSet on every node that suits. A key never runs twice at once. */
final class DaemonReconciler implements Reconciler<ObjectKey> {
    private static final int BURST = 250;
    private static final Duration UNSEEN = Duration.ofSeconds(30);

    private final KubeClient client;
    private final Lister<DaemonSet> sets;
    private final Lister<Node> nodes;
    private final Informer<Pod> pods;
    private final Expectations expectations;
    private final Ownership<Pod> ownership;
    private final RevisionHistory<DaemonSet> history;
    private final PodWriter writer;
    private final EventRecorder events;
    private final FailedDaemons failed;
    private final Clock clock;

    DaemonReconciler(
            KubeClient client,
            Lister<DaemonSet> sets,
            Lister<Node> nodes,
            Informer<Pod> pods,
            Lister<ControllerRevision> revisions,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.sets = sets;
        this.nodes = nodes;
        this.pods = pods;
        this.expectations = new Expectations(pods);
        this.ownership = new Ownership<>(client.of(Pod.KIND));
        this.history = new RevisionHistory<>(client, revisions, DaemonPods.HASH);
        this.writer = new PodWriter(client, expectations, events);
        this.events = events;
        this.failed = new FailedDaemons(clock);
        this.clock = clock;
    }

    @Override
    public Next reconcile(ObjectKey key) throws InterruptedException {
        var found = sets.find(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Next.done();
        }
        var set = found.get();
        var selector = LabelSelector.of(set.spec().selector());
        if (selector.isEverything()) {
            events.warning(
                    set, "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return Next.done();
        }
        if (set.metadata().hasDeletionTimestamp()) {
            return Next.done();
        }
        boolean settled = expectations.settled(key);
        var known = history.of(set, selector);
        ControllerRevision current;
        try {
            current = history.current(
                    set,
                    set.spec().template(),
                    known,
                    set.spec().template().metadata().labels(),
                    set.status().collisionCount());
        } catch (RevisionHistory.NameTakenException e) {
            client.of(DaemonSet.KIND, key.namespace())
                    .changeStatus(
                            key.name(),
                            stored -> stored.withStatus(
                                    status -> status.withCollisionCount(status.collisionCount() + 1)));
            return Next.retry();
        }
        return work(set, selector, known, current, settled);
    }

    private Next work(
            DaemonSet set,
            LabelSelector selector,
            List<ControllerRevision> known,
            ControllerRevision current,
            boolean settled)
            throws InterruptedException {
        var hash = history.hash(current);
        var mine = ownership.claim(
                set, client.of(DaemonSet.KIND), selector, pods.lister().in(set.namespace()));
        var byNode = new TreeMap<String, List<Pod>>();
        for (var pod : mine) {
            byNode.computeIfAbsent(DaemonPods.nodeOf(pod), absent -> new ArrayList<>())
                    .add(pod);
        }
        var all = nodes.all();
        Duration backOff = Duration.ZERO;
        try {
            if (settled) {
                backOff = carryOut(set, DaemonPlan.of(set, all, byNode, hash, clock.now()), hash);
            }
            if (expectations.settled(set.key())) {
                roll(set, all, byNode, hash);
            }
            history.clear(
                    known,
                    current,
                    live(mine),
                    set.spec().hasRevisionHistoryLimit() ? set.spec().revisionHistoryLimit() : 10);
        } finally {
            writeStatus(set, DaemonStatus.of(set, all, byNode, hash, clock.now()));
        }
        return next(set, all, byNode, hash, backOff);
    }

    private static Set<String> live(List<Pod> mine) {
        var live = new HashSet<String>();
        mine.forEach(pod -> live.add(pod.metadata().labels().getOrDefault(DaemonPods.HASH, "")));
        return live;
    }

    /** Carries the plan out; the time after which failed pods may be replaced, zero if none waits. */
    private Duration carryOut(DaemonSet set, DaemonPlan plan, String hash) throws InterruptedException {
        var delete = new ArrayList<>(plan.delete());
        var wait = Duration.ZERO;
        for (var pod : plan.finished()) {
            var node = DaemonPods.nodeOf(pod);
            if (pod.status().phase().equals("Succeeded")) {
                events.normal(
                        set,
                        "SucceededDaemonPod",
                        "Found succeeded daemon pod " + pod.key() + " on node " + node + ", will try to delete it");
                delete.add(pod);
                continue;
            }
            var left = failed.untilReplaced(set.uid() + "/" + node);
            if (left.isPositive()) {
                wait = wait.isZero() || left.compareTo(wait) < 0 ? left : wait;
                continue;
            }
            events.warning(
                    set,
                    "FailedDaemonPod",
                    "Found failed daemon pod " + pod.key() + " on node " + node + ", will try to kill it");
            delete.add(pod);
        }
        perform(set, plan.create(), delete, hash);
        return wait;
    }

    private void roll(DaemonSet set, Collection<Node> all, Map<String, List<Pod>> byNode, String hash)
            throws InterruptedException {
        var wanted = new TreeMap<String, List<Pod>>();
        for (var node : all) {
            if (NodeFit.of(set, node).run()) {
                wanted.put(node.name(), byNode.getOrDefault(node.name(), List.of()));
            }
        }
        var step = DaemonRollout.of(set, wanted, wanted.size(), hash, clock.now());
        perform(set, step.surge(), step.delete(), hash);
    }

    private void perform(DaemonSet set, List<String> create, List<Pod> delete, String hash)
            throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        create.stream()
                .limit(BURST)
                .forEach(node -> tasks.add(() -> writer.create(set, DaemonPods.make(set, node, hash))));
        delete.stream()
                .limit(BURST)
                .forEach(pod -> tasks.add(() -> {
                    writer.delete(set, pod);
                    return true;
                }));
        Batches.run(clock.activity(), tasks);
    }

    private Next next(
            DaemonSet set, Collection<Node> all, Map<String, List<Pod>> byNode, String hash, Duration backOff) {
        var status = DaemonStatus.of(set, all, byNode, hash, clock.now());
        var delays = new HashMap<String, Duration>();
        if (backOff.isPositive()) {
            delays.put("failed", backOff);
        }
        if (!expectations.settled(set.key())) {
            delays.put("unseen", UNSEEN);
        }
        if (set.spec().minReadySeconds() > 0 && status.numberReady() != status.numberAvailable()) {
            delays.put("ready", Duration.ofSeconds(set.spec().minReadySeconds()));
        }
        return delays.values().stream()
                .min(Duration::compareTo)
                .<Next>map(Next::after)
                .orElse(Next.done());
    }

    private void writeStatus(DaemonSet set, DaemonSetStatus status) {
        if (!status.equals(set.status())) {
            try {
                client.of(DaemonSet.KIND).updateStatus(set.withStatus(status));
            } catch (ApiException e) {
                // A conflict means that a newer version is on its way and will be looked at; a missing set needs no
                // status.
                if (!e.isConflict() && !e.isNotFound()) {
                    throw e;
                }
            }
        }
    }
}
