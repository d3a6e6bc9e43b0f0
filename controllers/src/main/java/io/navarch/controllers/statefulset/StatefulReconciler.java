package io.navarch.controllers.statefulset;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.history.RevisionHistory;
import io.navarch.controllers.pods.Ownership;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.apps.v1.StatefulSetStatus;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** Takes each StatefulSet its next steps. A key never runs twice at once. */
final class StatefulReconciler implements Reconciler<ObjectKey> {
    private static final String HASH = "controller.kubernetes.io/hash";
    private static final int HISTORY = 10;

    private final KubeClient client;
    private final Lister<StatefulSet> sets;
    private final Lister<Pod> pods;
    private final Lister<PersistentVolumeClaim> claims;
    private final Ownership<Pod> ownership;
    private final RevisionHistory<StatefulSet> history;
    private final EventRecorder events;
    private final Clock clock;

    /** The revision of the present template, the one that pods had before, and all that are kept. */
    private record Revisions(ControllerRevision current, ControllerRevision update, List<ControllerRevision> known) {}

    StatefulReconciler(
            KubeClient client,
            Lister<StatefulSet> sets,
            Lister<Pod> pods,
            Lister<PersistentVolumeClaim> claims,
            Lister<ControllerRevision> revisions,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.sets = sets;
        this.pods = pods;
        this.claims = claims;
        this.ownership = new Ownership<>(client.of(Pod.KIND));
        this.history = new RevisionHistory<>(client, revisions, HASH);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = sets.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var set = found.get();
        var selector = LabelSelector.of(set.spec().selector());
        if (selector.isEverything()) {
            return Next.done();
        }
        try {
            return work(set, selector);
        } catch (RevisionHistory.NameTakenException e) {
            client.of(StatefulSet.KIND, key.namespace())
                    .changeStatus(
                            key.name(),
                            stored -> stored.withStatus(
                                    status -> status.withCollisionCount(status.collisionCount() + 1)));
            return Next.retry();
        }
    }

    private Next work(StatefulSet set, LabelSelector selector) {
        var revisions = revisions(set, selector);
        var candidates = pods.in(set.namespace()).stream()
                .filter(pod -> StatefulPods.ordinal(set, pod) >= 0)
                .toList();
        var mine = ownership.claim(set, client.of(StatefulSet.KIND), selector, candidates);
        var before = status(set, mine, revisions);
        boolean rolling = !set.spec().updateStrategy().type().equals("OnDelete");
        var plan = StatefulPlan.of(
                set, mine, before.currentReplicas(), rolling, revisions.update().name(), clock.now());
        mine.forEach(pod -> keepClaims(set, pod));
        try {
            plan.steps().forEach(step -> perform(set, revisions, step));
        } finally {
            writeStatus(set, before);
        }
        var live = new HashSet<String>(List.of(revisions.current().name()));
        mine.forEach(pod -> live.add(StatefulPods.revision(pod)));
        int limit = set.spec().hasRevisionHistoryLimit() ? set.spec().revisionHistoryLimit() : HISTORY;
        history.clear(revisions.known(), revisions.update(), live, limit);
        boolean waiting = set.spec().minReadySeconds() > 0 && before.availableReplicas() < before.readyReplicas();
        return waiting ? Next.after(Duration.ofSeconds(set.spec().minReadySeconds())) : Next.done();
    }

    private StatefulSetStatus status(StatefulSet set, List<Pod> mine, Revisions revisions) {
        return StatefulStatus.of(
                set, mine, revisions.current().name(), revisions.update().name(), clock.now());
    }

    private Revisions revisions(StatefulSet set, LabelSelector selector) {
        var known = history.of(set, selector);
        var update = history.current(
                set,
                set.spec().template(),
                known,
                set.spec().selector().matchLabels(),
                set.status().collisionCount());
        var current = known.stream()
                .filter(revision -> revision.name().equals(set.status().currentRevision()))
                .findFirst()
                .orElse(update);
        return new Revisions(current, update, known);
    }

    private void perform(StatefulSet set, Revisions revisions, StatefulPlan.Step step) {
        switch (step) {
            case StatefulPlan.Step.Create create -> {
                var revision = create.update() ? revisions.update() : revisions.current();
                createClaims(set, create.ordinal());
                var template = create.update() ? set.spec().template() : RevisionHistory.template(revision);
                createPod(set, StatefulPods.make(set, template, revision.name(), create.ordinal()));
            }
            case StatefulPlan.Step.Claims missing -> createClaims(set, missing.ordinal());
            case StatefulPlan.Step.Delete delete -> deletePod(set, delete.pod());
            case StatefulPlan.Step.Recreate recreate -> {
                boolean failed = recreate.pod().status().phase().equals("Failed");
                events.record(
                        EventRecorder.reference(set, ""),
                        failed ? EventRecorder.WARNING : EventRecorder.NORMAL,
                        failed ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
                        "StatefulSet " + set.key() + " is recreating " + (failed ? "failed" : "terminated") + " Pod "
                                + recreate.pod().name());
                deletePod(set, recreate.pod());
            }
        }
    }

    private void keepClaims(StatefulSet set, Pod pod) {
        if (!set.spec().hasPersistentVolumeClaimRetentionPolicy()) {
            return;
        }
        for (var template : StatefulPods.claims(set, StatefulPods.ordinal(set, pod))) {
            var claim = claims.find(template.key());
            if (claim.isPresent()) {
                var owned = ClaimRetention.owned(set, pod, claim.get());
                if (!owned.equals(claim.get())) {
                    client.of(PersistentVolumeClaim.KIND).update(owned);
                }
            }
        }
    }

    private void createClaims(StatefulSet set, int ordinal) {
        for (var claim : StatefulPods.claims(set, ordinal)) {
            var existing = claims.find(claim.key());
            if (existing.isPresent()) {
                if (existing.get().metadata().hasDeletionTimestamp()) {
                    throw ApiException.conflict(
                            "", "persistentvolumeclaims", claim.name(), "pvc " + claim.name() + " is being deleted");
                }
                continue;
            }
            var subject = "Claim " + claim.name() + " Pod " + StatefulPods.name(set, ordinal) + " in StatefulSet "
                    + set.name();
            try {
                client.of(PersistentVolumeClaim.KIND).create(claim);
                events.normal(set, "SuccessfulCreate", "create " + subject + " success");
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    events.warning(set, "FailedCreate", "create " + subject + " failed error: " + e.getMessage());
                    throw e;
                }
            }
        }
    }

    private void createPod(StatefulSet set, Pod pod) {
        var subject = "Pod " + pod.name() + " in StatefulSet " + set.name();
        try {
            client.of(Pod.KIND).create(pod);
            events.normal(set, "SuccessfulCreate", "create " + subject + " successful");
        } catch (ApiException e) {
            // The name says that it is this very pod; the cache does not show it yet.
            if (!e.isAlreadyExists()) {
                events.warning(set, "FailedCreate", "create " + subject + " failed error: " + e.getMessage());
                throw e;
            }
        }
    }

    private void deletePod(StatefulSet set, Pod pod) {
        var subject = "Pod " + pod.name() + " in StatefulSet " + set.name();
        try {
            client.of(Pod.KIND, pod.namespace()).deleteIfPresent(pod.name(), DeleteOptions.DEFAULT.withUid(pod.uid()));
            events.normal(set, "SuccessfulDelete", "delete " + subject + " successful");
        } catch (ApiException e) {
            if (!e.isConflict()) {
                events.warning(set, "FailedDelete", "delete " + subject + " failed error: " + e.getMessage());
                throw e;
            }
        }
    }

    private void writeStatus(StatefulSet set, StatefulSetStatus status) {
        if (!status.equals(set.status())) {
            try {
                client.of(StatefulSet.KIND).updateStatus(set.withStatus(status));
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
