package io.navarch.scheduler;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informers;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Inbox;
import io.navarch.scheduler.framework.ClusterEvent;
import io.navarch.scheduler.framework.FilterPlugin;
import io.navarch.scheduler.framework.Profile;
import io.navarch.scheduler.queue.QueuedPod;
import io.navarch.scheduler.queue.SchedulingQueue;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.HashMap;
import java.util.HashSet;
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

    private final Profile profile;
    private final Clock clock;
    private final ClusterState cluster = new ClusterState();
    private final SchedulingQueue queue;
    private final NodeChoice choice;
    private final Binder binder;
    private final Inbox<Message> mailbox;
    private final Map<String, Set<ClusterEvent>> unblockers = new HashMap<>();
    private final EventRecorder events;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /** What the scheduler's thread is told. */
    private sealed interface Message {
        record PodChanged(@Nullable Pod before, @Nullable Pod after) implements Message {}

        record NodeChanged(@Nullable Node before, @Nullable Node after) implements Message {}

        /** A pod that was given a node did not get it. */
        record BindingFailed(QueuedPod queued) implements Message {}

        /** Only wakes the thread. */
        record Tick() implements Message {}
    }

    public Scheduler(Profile profile, KubeClient client, Informers informers, Clock clock, RandomGenerator random) {
        this.profile = profile;
        this.clock = clock;
        this.mailbox = new Inbox<>(clock.activity());
        this.queue = new SchedulingQueue(clock);
        this.choice = new NodeChoice(profile, random);
        this.events = new EventRecorder(client, profile.name(), "", clock);
        this.binder = new Binder(client, events, clock);
        for (FilterPlugin plugin : profile.filters()) {
            unblockers.put(plugin.name(), plugin.unblockedBy());
        }
        informers.of(Node.KIND).onChange((before, after) -> mailbox.add(new Message.NodeChanged(before, after)));
        informers.of(Pod.KIND).onChange((before, after) -> mailbox.add(new Message.PodChanged(before, after)));
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
                if (cluster.forgetAssumed(failed.queued().uid())) {
                    tell(ClusterEvent.POD_DELETED);
                    queue.retry(failed.queued().refused(Set.of()));
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
            queue.put(new PodState(after), asksAnew);
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
            case Decision.Placed placed -> {
                cluster.putPod(pod, placed.node().name());
                queue.done(queued.uid());
                binder.bind(pod.pod(), placed.node().name(), () -> mailbox.add(new Message.BindingFailed(queued)));
            }
            case Decision.Unschedulable refused -> {
                queue.park(queued.refused(new HashSet<>(refused.refusedBy())));
                binder.tellUnschedulable(pod.pod(), refused.message());
            }
        }
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
