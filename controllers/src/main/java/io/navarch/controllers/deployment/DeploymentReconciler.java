package io.navarch.controllers.deployment;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.pods.Ownership;
import io.navarch.controllers.pods.Pods;
import io.navarch.controllers.pods.TemplateHash;
import io.navarch.model.ObjectKey;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.DeploymentStatus;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rolls each Deployment from its old ReplicaSets to the one of its present template. A key never runs twice at once. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {
    private final KubeClient client;
    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> sets;
    private final Lister<Pod> pods;
    private final Ownership<ReplicaSet> ownership;
    private final EventRecorder events;
    private final Clock clock;

    DeploymentReconciler(
            KubeClient client,
            Lister<Deployment> deployments,
            Lister<ReplicaSet> sets,
            Lister<Pod> pods,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.deployments = deployments;
        this.sets = sets;
        this.pods = pods;
        this.ownership = new Ownership<>(client.of(ReplicaSet.KIND));
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Next reconcile(ObjectKey key) {
        var found = deployments.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        var deployment = found.get();
        var selector = LabelSelector.of(deployment.spec().selector());
        if (selector.isEverything()) {
            events.warning(
                    deployment,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return Next.done();
        }
        var mine = ownership.claim(deployment, client.of(Deployment.KIND), selector, sets.in(key.namespace()));
        try {
            return work(deployment, mine);
        } catch (ApiException e) {
            // Somebody wrote in between: the newer version is on its way through the informer.
            if (e.isConflict() || e.isNotFound()) {
                return Next.retry();
            }
            throw e;
        }
    }

    private Next work(Deployment deployment, List<ReplicaSet> mine) {
        if (deployment.metadata().hasDeletionTimestamp()) {
            return writeStatus(deployment, mine, null, false);
        }
        if (deployment.spec().paused() || scaled(deployment, mine)) {
            var newSet = NewReplicaSet.find(deployment, mine).orElse(null);
            var resized = scale(deployment, mine, newSet);
            return writeStatus(
                    deployment,
                    resized,
                    newSet == null ? null : sameSet(resized, newSet),
                    deployment.spec().paused());
        }
        return Sets.rolling(deployment) ? roll(deployment, mine) : recreate(deployment, mine);
    }

    /** Whether the Deployment's size changed since its sets were last sized. */
    private static boolean scaled(Deployment deployment, List<ReplicaSet> mine) {
        return Sets.active(mine).stream().anyMatch(set -> {
            var desired = set.metadata().annotations().get(Sets.DESIRED);
            return desired != null && Sets.number(desired) != Sets.replicas(deployment);
        });
    }

    private Next roll(Deployment stored, List<ReplicaSet> mine) {
        var newSet = newSet(stored, mine, true);
        if (newSet == null) {
            return Next.retry();
        }
        var deployment = noted(stored, mine, newSet);
        var old = others(mine, newSet);
        var all = withNew(old, newSet);
        int size = RollingUpdate.newSize(deployment, newSet, all);
        if (size != Sets.replicas(newSet)) {
            newSet = resize(deployment, newSet, size);
            return writeStatus(deployment, withNew(old, newSet), newSet, false);
        }
        var oldSizes = RollingUpdate.oldSizes(deployment, newSet, old);
        if (!oldSizes.isEmpty()) {
            var resized = new ArrayList<ReplicaSet>();
            for (var set : old) {
                var wanted = oldSizes.get(set);
                resized.add(wanted == null ? set : resize(deployment, set, wanted));
            }
            return writeStatus(deployment, withNew(resized, newSet), newSet, false);
        }
        return finish(deployment, old, newSet);
    }

    /**
     * The Deployment with the revision of its new set, and with the condition that says where the set comes from: both are
     * written at once, so that a pass which fails in between leaves the news to the next one.
     */
    private Deployment noted(Deployment deployment, List<ReplicaSet> mine, ReplicaSet newSet) {
        var revision = Long.toString(Sets.revision(newSet));
        boolean told = revision.equals(deployment.metadata().annotations().get(Sets.REVISION));
        boolean first = !newSet.metadata().annotations().containsKey(Sets.REVISION_HISTORY);
        boolean created = mine.stream().noneMatch(set -> set.uid().equals(newSet.uid())) || !told && first;
        var noted = Progress.noted(deployment, newSet, created, clock.now());
        if (told) {
            return noted;
        }
        var annotations = new HashMap<>(deployment.metadata().annotations());
        annotations.put(Sets.REVISION, revision);
        return client.of(Deployment.KIND).updateStatus(noted.withMetadata(meta -> meta.withAnnotations(annotations)));
    }

    private Next recreate(Deployment stored, List<ReplicaSet> mine) {
        var deployment = stored;
        var newSet = newSet(deployment, mine, false);
        var old = newSet == null ? mine : others(mine, newSet);
        if (newSet != null) {
            deployment = noted(deployment, mine, newSet);
        }
        var active = Sets.active(old);
        if (!active.isEmpty()) {
            var resized = new ArrayList<ReplicaSet>();
            for (var set : old) {
                resized.add(Sets.replicas(set) > 0 ? resize(deployment, set, 0) : set);
            }
            return writeStatus(deployment, newSet == null ? resized : withNew(resized, newSet), newSet, false);
        }
        if (oldPodsRun(old)) {
            return writeStatus(deployment, mine, newSet, false);
        }
        if (newSet == null) {
            newSet = newSet(deployment, mine, true);
            if (newSet == null) {
                return Next.retry();
            }
            deployment = noted(deployment, mine, newSet);
        }
        if (Sets.replicas(newSet) != Sets.replicas(deployment)) {
            newSet = resize(deployment, newSet, Sets.replicas(deployment));
        }
        return finish(deployment, old, newSet);
    }

    private boolean oldPodsRun(List<ReplicaSet> old) {
        return old.stream().anyMatch(set -> pods.in(set.namespace()).stream()
                .anyMatch(pod -> Pods.controlledBy(pod.metadata(), set.uid()) && !Pods.finished(pod)));
    }

    private Next finish(Deployment deployment, List<ReplicaSet> old, ReplicaSet newSet) {
        var status = Progress.count(deployment, withNew(old, newSet), newSet, clock.now());
        if (Progress.complete(deployment, status)) {
            cleanUp(deployment, old);
        }
        return writeStatus(deployment, withNew(old, newSet), newSet, false);
    }

    /** Brings all sets to the Deployment's size without rolling. */
    private List<ReplicaSet> scale(Deployment deployment, List<ReplicaSet> mine, @Nullable ReplicaSet newSet) {
        var active = Sets.active(mine);
        var sizes = new HashMap<String, Integer>();
        if (active.size() <= 1) {
            var latest = mine.stream().max(Sets.OLDEST_FIRST).orElse(null);
            var only = !active.isEmpty() ? active.get(0) : newSet != null ? newSet : latest;
            if (only != null) {
                sizes.put(only.uid(), Sets.replicas(deployment));
            }
        } else if (newSet != null && Sets.saturated(deployment, newSet)) {
            others(active, newSet).forEach(set -> sizes.put(set.uid(), 0));
        } else if (Sets.rolling(deployment)) {
            ProportionalScaling.sizes(deployment, active).forEach((set, size) -> sizes.put(set.uid(), size));
        }
        var resized = new ArrayList<ReplicaSet>();
        for (var set : mine) {
            var size = sizes.get(set.uid());
            resized.add(size == null ? set : resize(deployment, set, size));
        }
        return resized;
    }

    /** The set of the present template, with its annotations right; made if it is wanted and missing. */
    private @Nullable ReplicaSet newSet(Deployment deployment, List<ReplicaSet> mine, boolean create) {
        var found = NewReplicaSet.find(deployment, mine);
        var old = found.isEmpty() ? mine : others(mine, found.get());
        long revision = old.stream().mapToLong(Sets::revision).max().orElse(0) + 1;
        if (found.isEmpty()) {
            return create ? create(deployment, old, revision) : null;
        }
        var set = found.get();
        var wanted = NewReplicaSet.annotated(deployment, set, revision);
        if (deployment.spec().minReadySeconds() != set.spec().minReadySeconds()) {
            wanted = wanted.withSpec(
                    spec -> spec.withMinReadySeconds(deployment.spec().minReadySeconds()));
        }
        return wanted.equals(set) ? set : client.of(ReplicaSet.KIND).update(wanted);
    }

    private @Nullable ReplicaSet create(Deployment deployment, List<ReplicaSet> old, long revision) {
        var wanted = NewReplicaSet.make(deployment, old, revision);
        try {
            var made = client.of(ReplicaSet.KIND).create(wanted);
            if (Sets.replicas(made) > 0) {
                scalingEvent(deployment, made, 0, Sets.replicas(made));
            }
            return made;
        } catch (ApiException e) {
            if (e.isAlreadyExists()) {
                return taken(deployment, wanted);
            }
            if (!String.valueOf(e.getMessage()).contains("because it is being terminated")) {
                events.warning(
                        deployment,
                        "ReplicaSetCreateError",
                        "Failed to create new replica set \"" + wanted.name() + "\": " + e.getMessage());
            }
            throw e;
        }
    }

    /** The name is taken: by our own set, which the cache does not show yet, or by another template with the same hash. */
    private @Nullable ReplicaSet taken(Deployment deployment, ReplicaSet wanted) {
        var existing = client.of(ReplicaSet.KIND, wanted.namespace()).get(wanted.name());
        if (Pods.controlledBy(existing.metadata(), deployment.uid())
                && TemplateHash.same(
                        existing.spec().template(), deployment.spec().template())) {
            return existing;
        }
        client.of(Deployment.KIND, deployment.namespace())
                .changeStatus(
                        deployment.name(),
                        current ->
                                current.withStatus(status -> status.withCollisionCount(status.collisionCount() + 1)));
        return null;
    }

    private ReplicaSet resize(Deployment deployment, ReplicaSet set, int size) {
        int before = Sets.replicas(set);
        var wanted = NewReplicaSet.sized(deployment, set.withSpec(spec -> spec.withReplicas(size)));
        if (wanted.equals(set)) {
            return set;
        }
        var resized = client.of(ReplicaSet.KIND).update(wanted);
        if (before != size) {
            scalingEvent(deployment, resized, before, size);
        }
        return resized;
    }

    private void scalingEvent(Deployment deployment, ReplicaSet set, int from, int to) {
        events.normal(
                deployment,
                "ScalingReplicaSet",
                "Scaled " + (to > from ? "up" : "down") + " replica set " + set.name() + " from " + from + " to " + to);
    }

    /** Deletes sets beyond the history limit, oldest revision first. */
    private void cleanUp(Deployment deployment, List<ReplicaSet> old) {
        if (!deployment.spec().hasRevisionHistoryLimit()) {
            return;
        }
        var idle = old.stream()
                .filter(set -> !set.metadata().hasDeletionTimestamp()
                        && Sets.replicas(set) == 0
                        && set.status().replicas() == 0
                        && set.metadata().generation() <= set.status().observedGeneration())
                .sorted(Comparator.comparing(Sets::revision).thenComparing(Sets.OLDEST_FIRST))
                .toList();
        int surplus = old.size() - deployment.spec().revisionHistoryLimit();
        for (int i = 0; i < Math.min(surplus, idle.size()); i++) {
            client.of(ReplicaSet.KIND, deployment.namespace())
                    .deleteIfPresent(idle.get(i).name(), DeleteOptions.BACKGROUND);
        }
    }

    private Next writeStatus(Deployment deployment, List<ReplicaSet> all, @Nullable ReplicaSet newSet, boolean paused) {
        var now = clock.now();
        var status = Progress.count(deployment, all, newSet, now);
        status = paused ? paused(deployment, status) : resumed(deployment, status);
        if (!deployment.spec().paused() && !deployment.metadata().hasDeletionTimestamp()) {
            status = Progress.judge(deployment, status, newSet, now);
        }
        var stored = deployments.find(deployment.key()).map(Deployment::status);
        if (!Optional.of(status).equals(stored)) {
            // Whoever wrote in between knows more: then this is done again with what they wrote.
            client.of(Deployment.KIND).updateStatus(deployment.withStatus(status));
        }
        return Progress.deadline(deployment, status, now).<Next>map(Next::after).orElse(Next.done());
    }

    private DeploymentStatus paused(Deployment deployment, DeploymentStatus status) {
        return Progress.hasDeadline(deployment)
                ? Progress.set(
                        status,
                        Progress.PROGRESSING,
                        "Unknown",
                        "DeploymentPaused",
                        "Deployment is paused",
                        clock.now())
                : status;
    }

    private DeploymentStatus resumed(Deployment deployment, DeploymentStatus status) {
        boolean wasPaused = Progress.find(status, Progress.PROGRESSING)
                .filter(condition -> condition.reason().equals("DeploymentPaused"))
                .isPresent();
        return wasPaused && !deployment.spec().paused()
                ? Progress.set(
                        status,
                        Progress.PROGRESSING,
                        "Unknown",
                        "DeploymentResumed",
                        "Deployment is resumed",
                        clock.now())
                : status;
    }

    private static @Nullable ReplicaSet sameSet(List<ReplicaSet> sets, ReplicaSet wanted) {
        return sets.stream()
                .filter(set -> set.uid().equals(wanted.uid()))
                .findFirst()
                .orElse(null);
    }

    private static List<ReplicaSet> others(List<ReplicaSet> sets, ReplicaSet except) {
        return sets.stream().filter(set -> !set.uid().equals(except.uid())).toList();
    }

    private static List<ReplicaSet> withNew(List<ReplicaSet> old, ReplicaSet newSet) {
        var all = new ArrayList<>(old);
        all.add(newSet);
        return all;
    }
}
