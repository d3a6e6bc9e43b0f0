package io.navarch.controllers.replica;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informer;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Batches;
import io.navarch.controllers.pods.DeletionOrder;
import io.navarch.controllers.pods.Expectations;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.PodWriter;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Keeps each set at its wanted size. A key never runs twice at once. */
final class ReplicaReconciler<T extends KubeObject<T>> implements Reconciler<ObjectKey> {
    /** Most pods that one pass creates or deletes, as upstream. */
    private static final int BURST = 500;

    private static final Duration UNSEEN = Duration.ofSeconds(30);

    private final ReplicaKind<T> words;
    private final KubeClient client;
    private final Lister<T> sets;
    private final Informer<Pod> pods;
    private final Expectations expectations;
    private final Ownership<Pod> ownership;
    private final PodWriter writer;
    private final Clock clock;

    ReplicaReconciler(
            ReplicaKind<T> words,
            KubeClient client,
            Lister<T> sets,
            Informer<Pod> pods,
            EventRecorder events,
            Clock clock) {
        this.words = words;
        this.client = client;
        this.sets = sets;
        this.pods = pods;
        this.expectations = new Expectations(pods);
        this.ownership = new Ownership<>(client.of(Pod.KIND));
        this.writer = new PodWriter(client, expectations, events);
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
        boolean settled = expectations.settled(key);
        var candidates = pods.lister().in(key.namespace()).stream()
                .filter(pod -> !Pods.finished(pod))
                .toList();
        var mine = ownership.claim(set, client.of(words.kind()), words.selector(set), candidates);
        var active = mine.stream().filter(Pods::active).toList();
        int terminating = mine.size() - active.size();
        int missing = words.replicas(set) - active.size();
        RuntimeException failure = null;
        if (settled && !set.metadata().hasDeletionTimestamp()) {
            failure = bring(set, active, missing);
        }
        var status = ReplicaStatus.of(
                active,
                terminating,
                words.template(set).metadata().labels(),
                words.minReadySeconds(set),
                set.metadata().generation(),
                words.status(set),
                failure == null ? "" : String.valueOf(failure.getMessage()),
                missing > 0,
                clock.now());
        writeStatus(set, status);
        if (failure != null) {
            throw failure;
        }
        if (!settled) {
            // Events of the awaited pods come first; this is for those that a relist swallowed.
            return Next.after(UNSEEN);
        }
        boolean waiting = words.minReadySeconds(set) > 0 && status.ready() != status.available();
        return waiting ? Next.after(Duration.ofSeconds(words.minReadySeconds(set))) : Next.done();
    }

    private @Nullable RuntimeException bring(T set, List<Pod> active, int missing) throws InterruptedException {
        try {
            if (missing > 0) {
                create(set, Math.min(missing, BURST));
            } else if (missing < 0) {
                delete(set, active, Math.min(-missing, BURST));
            }
            return null;
        } catch (ApiException | UncheckedIOException e) {
            return e;
        }
    }

    private void create(T set, int count) throws InterruptedException {
        var wanted = Pods.fromTemplate(words.template(set), set);
        Callable<?> task = () -> {
            writer.create(set, wanted);
            return true;
        };
        Batches.run(clock.activity(), new ArrayList<>(Collections.nCopies(count, task)));
    }

    private void delete(T set, List<Pod> active, int count) throws InterruptedException {
        var related = siblings(set);
        var first = DeletionOrder.of(active, related, clock.now()).subList(0, count);
        var tasks = new ArrayList<Callable<?>>();
        for (var pod : first) {
            tasks.add(() -> {
                writer.delete(set, pod);
                return true;
            });
        }
        Batches.run(clock.activity(), tasks);
    }

    /** The pods of all sets with the same controller: a Deployment's old and new ReplicaSets share nodes. */
    private List<Pod> siblings(T set) {
        var owner = Pods.controllerOf(set.metadata());
        var uids = owner.isEmpty()
                ? List.of(set.uid())
                : sets.in(set.namespace()).stream()
                        .filter(other ->
                                Pods.controlledBy(other.metadata(), owner.get().uid()))
                        .map(KubeObject::uid)
                        .toList();
        return pods.lister().in(set.namespace()).stream()
                .filter(pod -> Pods.controllerOf(pod.metadata())
                        .filter(controller -> uids.contains(controller.uid()))
                        .isPresent())
                .toList();
    }

    private void writeStatus(T set, ReplicaStatus status) {
        if (!status.equals(words.status(set))) {
            try {
                client.of(words.kind()).updateStatus(words.withStatus(set, status));
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
