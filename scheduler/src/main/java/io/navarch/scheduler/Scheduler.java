package io.navarch.scheduler;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informers;
import io.navarch.client.informer.Lister;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.policy.v1.PodDisruptionBudget;
import io.navarch.model.status.ApiException;
import io.navarch.model.storage.v1.StorageClass;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Inbox;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Profile;
import io.navarch.scheduler.preemption.Preemptor;
import io.navarch.scheduler.preemption.VictimSearch;
import io.navarch.scheduler.queue.QueuedPod;
import io.navarch.scheduler.queue.SchedulingQueue;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.NodeState;
import io.navarch.scheduler.state.PodState;
import io.navarch.scheduler.volume.LateBinding;
import io.navarch.scheduler.volume.VolumeObjects;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each pending pod of its profile a node. One virtual thread owns the state and the queue and takes messages: changes
 * from the informers and outcomes of bindings, which are written aside so that the next pod need not wait for them.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration VOLUMES_DEADLINE = Duration.ofMinutes(10);

    private final Profile profile;
    private final Clock clock;
    private final ClusterState cluster;
    private final SchedulingQueue queue;
    private final NodeChoice choice;
    private final Binder binder;
    private final Preemptor preemptor;
    private final LateBinding lateBinding;
    private final Lister<PodDisruptionBudget> budgets;

    /** Pods that have a node and wait there for their volumes, by uid. */
    private final Map<String, AwaitedVolumes> awaitedVolumes = new HashMap<>();

    private final Inbox<Message> mailbox;
    private final Map<String, Set<ClusterEvent>> unblockers = new HashMap<>();
    private final EventRecorder events;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /** What the scheduler's thread is told. */
    private sealed interface Message {
        record PodChanged(@Nullable Pod before, @Nullable Pod after) implements Message {}

        record NodeChanged(@Nullable Node before, @Nullable Node after) implements Message {}

        /** Claims, volumes or their classes are others than before. */
        record VolumesChanged() implements Message {}

        /** The time that a pod's volumes may take is over. */
        record VolumesLate(String uid) implements Message {}

        /** A pod that was given a node did not get it. */
        record BindingFailed(QueuedPod queued) implements Message {}

        /** Only wakes the thread. */
        record Tick() implements Message {}
    }

    private record AwaitedVolumes(QueuedPod queued, String node, Clock.Timer deadline) {}

    public Scheduler(Profile profile, KubeClient client, Informers informers, Clock clock, RandomGenerator random) {
        this.profile = profile;
        this.clock = clock;
        this.mailbox = new Inbox<>(clock.activity());
        this.queue = new SchedulingQueue(clock);
        this.choice = new NodeChoice(profile, random);
        this.events = new EventRecorder(client, profile.name(), "", clock);
        this.binder = new Binder(client, events, clock);
        this.preemptor = new Preemptor(client, events, clock, profile.name());
        this.cluster = new ClusterState(
                new NamespaceLabels(informers.of(Namespace.KIND).lister()));
        this.budgets = informers.of(PodDisruptionBudget.KIND).lister();
        this.lateBinding = new LateBinding(client, VolumeObjects.of(informers));
        for (FilterPlugin plugin : profile.filters()) {
            unblockers.put(plugin.name(), plugin.unblockedBy());
        }
        informers.of(Node.KIND).onChange((before, after) -> mailbox.add(new Message.NodeChanged(before, after)));
        informers.of(Pod.KIND).onChange((before, after) -> mailbox.add(new Message.PodChanged(before, after)));
        informers.of(PersistentVolumeClaim.KIND).onChange((before, after) -> mailbox.add(new Message.VolumesChanged()));
        informers.of(PersistentVolume.KIND).onChange((before, after) -> mailbox.add(new Message.VolumesChanged()));
        informers.of(StorageClass.KIND).onChange((before, after) -> mailbox.add(new Message.VolumesChanged()));
    }

    public synchronized void start() {
        thread = clock.activity().start("scheduler", this::run);
    }

    private void run() {
        try {
            // Closed is looked at after the messages: the one that was to wake this thread may be among those taken.
            for (takeMessages(); !closed; takeMessages()) {
                var next = queue.poll();
                if (next == null) {
                    awaitMessage();
                } else {
                    scheduleOrRetry(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault with one pod must not end the scheduling of all others. */
    private void scheduleOrRetry(QueuedPod queued) {
        try {
            schedule(queued);
        } catch (RuntimeException e) {
            LOG.error("scheduling {} failed, trying again", queued.pod().pod().key(), e);
            queue.retry(queued.refused(Set.of()));
        }
    }

    private void takeMessages() {
        for (var message = mailbox.poll(); message != null; message = mailbox.poll()) {
            take(message);
        }
    }

    private void awaitMessage() throws InterruptedException {
        var wait = queue.untilReady();
        var timer = wait == null ? null : clock.after(wait, () -> mailbox.add(new Message.Tick()));
        var message = mailbox.take();
        if (timer != null) {
            timer.cancel();
        }
        take(message);
    }

    private void take(Message message) {
        try {
            obey(message);
        } catch (RuntimeException e) {
            LOG.error("a change of the cluster could not be taken in", e);
        }
    }

    private void obey(Message message) {
        switch (message) {
            case Message.PodChanged changed -> podChanged(changed.before(), changed.after());
            case Message.NodeChanged changed -> nodeChanged(changed.before(), changed.after());
            case Message.BindingFailed failed -> {
                // The pod may be gone meanwhile, or bound after all: only what is still assumed is tried again.
                forgetVolumes(failed.queued().uid());
                if (cluster.forgetAssumed(failed.queued().uid())) {
                    tell(ClusterEvent.POD_DELETED);
                    queue.retry(failed.queued().refused(Set.of()));
                }
            }
            case Message.VolumesChanged changed -> {
                tell(ClusterEvent.VOLUMES_CHANGED);
                List.copyOf(awaitedVolumes.values()).forEach(this::bindIfReady);
            }
            case Message.VolumesLate late -> {
                var awaited = awaitedVolumes.remove(late.uid());
                if (awaited != null) {
                    binder.tellUnschedulable(
                            awaited.queued().pod().pod(), "binding volumes: timed out waiting for the condition");
                    mailbox.add(new Message.BindingFailed(awaited.queued()));
                }
            }
            case Message.Tick tick -> {}
        }
    }

    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (after == null || finished(after)) {
            var gone = after == null ? before : after;
            if (gone != null) {
                boolean freed = cluster.has(gone);
                cluster.removePod(gone.uid());
                cluster.forgetNomination(gone.uid());
                forgetVolumes(gone.uid());
                queue.remove(gone.uid());
                if (freed) {
                    tell(ClusterEvent.POD_DELETED);
                }
            }
            return;
        }
        if (!after.spec().nodeName().isEmpty()) {
            boolean known = cluster.has(after);
            cluster.putPod(new PodState(after), after.spec().nodeName());
            cluster.forgetNomination(after.uid());
            queue.remove(after.uid());
            if (!known) {
                tell(ClusterEvent.POD_ADDED);
            } else if (before != null
                    && !before.metadata().labels().equals(after.metadata().labels())) {
                tell(ClusterEvent.POD_LABELS_CHANGED);
            }
            return;
        }
        if (!ours(after)) {
            queue.remove(after.uid());
        } else if (!cluster.has(after)) {
            boolean asksAnew = before != null && !before.spec().equals(after.spec());
            var state = new PodState(after);
            if (!after.status().nominatedNodeName().isEmpty() && cluster.nominatedNode(after.uid()) == null) {
                cluster.nominate(state, after.status().nominatedNodeName());
            }
            queue.put(state, asksAnew);
        }
    }

    private boolean ours(Pod pod) {
        var wanted = pod.spec().schedulerName();
        return (wanted.isEmpty() ? "default-scheduler" : wanted).equals(profile.name())
                && pod.spec().schedulingGates().isEmpty()
                && !pod.metadata().hasDeletionTimestamp();
    }

    private static boolean finished(Pod pod) {
        var phase = pod.status().phase();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private void nodeChanged(@Nullable Node before, @Nullable Node after) {
        if (after == null) {
            if (before != null) {
                cluster.removeNode(before.name());
            }
            return;
        }
        cluster.putNode(after);
        if (before == null) {
            tell(ClusterEvent.NODE_ADDED);
            return;
        }
        if (!before.metadata().labels().equals(after.metadata().labels())) {
            tell(ClusterEvent.NODE_LABELS_CHANGED);
        }
        if (!before.spec().taints().equals(after.spec().taints())) {
            tell(ClusterEvent.NODE_TAINTS_CHANGED);
        }
        if (before.spec().unschedulable() != after.spec().unschedulable()) {
            tell(ClusterEvent.NODE_UNSCHEDULABLE_CHANGED);
        }
        if (!before.status().allocatable().equals(after.status().allocatable())) {
            tell(ClusterEvent.NODE_ALLOCATABLE_CHANGED);
        }
    }

    private void tell(ClusterEvent event) {
        queue.unpark(queued -> queued.refusedBy().isEmpty()
                || queued.refusedBy().stream()
                        .anyMatch(plugin ->
                                unblockers.getOrDefault(plugin, Set.of()).contains(event)));
    }

    private void schedule(QueuedPod queued) {
        var pod = queued.pod();
        switch (choice.choose(pod, cluster)) {
            case Decision.Placed placed -> place(queued, placed.node());
            case Decision.Unschedulable refused -> {
                queue.park(queued.refused(new HashSet<>(refused.refusedBy())));
                binder.tellUnschedulable(pod.pod(), preempt(pod, refused) ? refused.reasons() : refused.message());
            }
        }
    }

    private void place(QueuedPod queued, NodeState node) {
        var pod = queued.pod();
        cluster.putPod(pod, node.name());
        cluster.forgetNomination(pod.uid());
        queue.done(queued.uid());
        var claims = pod.pod().spec().volumes().isEmpty()
                ? List.<PersistentVolumeClaim>of()
                : lateBinding.unbound(pod.pod());
        if (claims.isEmpty()) {
            bind(queued, node.name());
            return;
        }
        var deadline = clock.after(VOLUMES_DEADLINE, () -> mailbox.add(new Message.VolumesLate(queued.uid())));
        awaitedVolumes.put(queued.uid(), new AwaitedVolumes(queued, node.name(), deadline));
        var wanted = node.node();
        clock.activity().start("volumes-" + pod.pod().name(), () -> {
            try {
                lateBinding.begin(claims, wanted);
                // They may all have been bound in between.
                mailbox.add(new Message.VolumesChanged());
            } catch (ApiException | UncheckedIOException e) {
                LOG.debug("volumes of {} were not bound: {}", pod.pod().key(), e.getMessage());
                mailbox.add(new Message.BindingFailed(queued));
            }
        });
    }

    private void bind(QueuedPod queued, String node) {
        binder.bind(queued.pod().pod(), node, () -> mailbox.add(new Message.BindingFailed(queued)));
    }

    private void bindIfReady(AwaitedVolumes awaited) {
        if (lateBinding.unbound(awaited.queued().pod().pod()).isEmpty()) {
            forgetVolumes(awaited.queued().uid());
            bind(awaited.queued(), awaited.node());
        }
    }

    private void forgetVolumes(String uid) {
        var awaited = awaitedVolumes.remove(uid);
        if (awaited != null) {
            awaited.deadline().cancel();
        }
    }

    /** Looks for less important pods that could make room; true if some are on their way out. */
    private boolean preempt(PodState pod, Decision.Unschedulable refused) {
        if (refused.candidates().isEmpty() || !VictimSearch.eligible(pod, cluster)) {
            return false;
        }
        var search = new VictimSearch(budgets.all(), (each, node) -> choice.fits(each, node, cluster));
        var found = search.search(pod, refused.candidates(), cluster);
        if (found.isEmpty()) {
            return false;
        }
        cluster.nominate(pod, found.get().node().name());
        preemptor.preempt(pod.pod(), found.get());
        return true;
    }

    /** Pods that are ready to be tried, backing off, and unschedulable: for metrics; approximate when read from outside. */
    public int[] queueLengths() {
        return new int[] {queue.activeCount(), queue.backingOffCount(), queue.unschedulableCount()};
    }

    /** Whether its thread is at work. */
    public synchronized boolean running() {
        return thread != null && thread.isAlive();
    }

    @Override
    public synchronized void close() {
        closed = true;
        mailbox.add(new Message.Tick());
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        events.close();
    }
}
