package io.navarch.kubelet.pod;

import io.navarch.kubelet.container.RestartBackOff;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.status.Waiting;
import io.navarch.kubelet.volume.Trees;
import io.navarch.kubelet.volume.VolumeException;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.core.v1.PodStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sole owner of one pod on this node, on one virtual thread. It moves one way only:
 *
 * <pre>
 *   running ──deleted, evicted, finished──▶ stopping ──containers ended──▶ stopped ──volumes gone──▶ finished
 * </pre>
 *
 * While running it looks at the engine whenever something changes (the pod, a container, a probe's result, a timer) and does
 * what {@link PodPlan} says.
 */
final class PodWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);

    /** Volumes are brought up to date and statuses checked this often though nothing happens. */
    private static final Duration RESYNC = Duration.ofSeconds(10);

    /** Seconds: a node that runs short cannot wait for long. */
    private static final long EVICTION_GRACE = 1;

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PodServices services;
    private final Mailbox mailbox;
    private volatile Pod latest;
    private final Runnable finished;
    private final RestartBackOff backOff;
    private final ContainerStopper stopper;
    private final PlanExecution execution;
    private final PodResizer resizer;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable PodStatus lastStatus;
    private volatile boolean removed;
    private volatile @Nullable String eviction;
    private volatile boolean abandoned;
    private volatile PodMemory.@Nullable Rest rest;
    private @Nullable Thread thread;

    /** @param finished called when nothing of the pod is left on this node */
    PodWorker(Pod pod, PodServices services, Runnable finished) {
        this.services = services;
        this.mailbox = new Mailbox(services.clock());
        this.latest = pod;
        this.finished = finished;
        this.backOff = new RestartBackOff(services.clock());
        this.stopper = new ContainerStopper(services);
        this.execution = new PlanExecution(services, new ContainerStarter(services, backOff), stopper, waiting);
        this.resizer = new PodResizer(services);
    }

    /** What it knows of the pod that neither the engine nor the API does. */
    PodMemory memory() {
        return new PodMemory(backOff.memory(), Map.copyOf(waiting), mailbox.isRung() ? null : rest);
    }

    /** Takes in what another worker knew; before the start. */
    void remember(PodMemory memory) {
        backOff.remember(memory.restarts());
        waiting.putAll(memory.waiting());
        rest = memory.rest();
    }

    synchronized void start() {
        thread = services.clock().activity().start("pod-" + latest.name(), this::run);
    }

    /** The pod's object changed. */
    void update(Pod pod) {
        latest = pod;
        mailbox.ring();
    }

    /** The pod's object is gone from the API: its containers must go too. */
    void remove() {
        removed = true;
        mailbox.ring();
    }

    /** Something happened to the pod's containers or probes. */
    void wake() {
        mailbox.ring();
    }

    /** The node has no room for the pod any more. */
    void evict(String message) {
        eviction = message;
        mailbox.ring();
    }

    /** Ends the thread and leaves the containers as they are: the node agent stops, the node goes on. */
    void abandon() {
        abandoned = true;
        mailbox.ring();
    }

    Pod pod() {
        return latest;
    }

    /** The pod with the status that this node last made, which the API may not have yet. */
    Pod current() {
        return withOwnStatus(latest);
    }

    private void run() {
        try {
            boolean resting = resume();
            while (!abandoned && !mustStop(current())) {
                if (!resting) {
                    rest(pod(), syncSafely());
                }
                resting = false;
            }
            if (!abandoned) {
                stop();
                finished.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what another worker of the same pod waited for, if that has not come; false if the pod is to be looked at. */
    private boolean resume() throws InterruptedException {
        var pod = pod();
        var then = rest;
        rest = null;
        if (then == null
                || mustStop(pod)
                || !then.resourceVersion().equals(pod.metadata().resourceVersion())) {
            return false;
        }
        if (services.probes().concern(pod)) {
            services.probes().follow(pod, PodObservation.of(services.runtime(), pod.uid()));
        }
        var until = then.until();
        rest(pod, until == null ? null : Duration.between(services.clock().now(), until));
        return true;
    }

    private void rest(Pod seen, @Nullable Duration wait) throws InterruptedException {
        rest = new PodMemory.Rest(
                seen.metadata().resourceVersion(),
                wait == null ? null : services.clock().now().plus(wait));
        mailbox.await(wait, RESYNC);
        rest = null;
    }

    private boolean mustStop(Pod pod) {
        return removed || pod.metadata().hasDeletionTimestamp() || terminal(pod.status());
    }

    private static boolean terminal(PodStatus status) {
        return status.phase().equals("Succeeded") || status.phase().equals("Failed");
    }

    /** One look and what follows from it; returns when to look again even if nothing changes, null for no certain time. */
    private @Nullable Duration syncSafely() throws InterruptedException {
        try {
            return sync();
        } catch (ContainerRuntimeException e) {
            LOG.warn("{}: {}", pod().key(), e.getMessage());
            services.events().warning(pod(), "FailedSync", "error determining status: " + e.getMessage());
            return RETRY;
        } catch (RuntimeException e) {
            LOG.error("{}: sync failed", pod().key(), e);
            return RETRY;
        }
    }

    private @Nullable Duration sync() throws InterruptedException {
        var pod = withOwnStatus(pod());
        var overdue = deadline(pod);
        if (overdue != null && overdue.isZero()) {
            return failWhole(pod, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        }
        var evicted = eviction;
        if (evicted != null) {
            return failWhole(disrupted(pod, evicted), "Evicted", evicted);
        }
        var seen = PodObservation.of(services.runtime(), pod.uid());
        pod = resizer.resize(pod().withStatus(pod.status()), seen);
        probe(pod, seen);
        var plan = PodPlan.of(pod, seen, services.probes(), backOff);
        execution.tellBackingOff(pod, plan);
        var status = services.statuses().of(pod, seen, waiting);
        if (terminal(status)) {
            return write(pod, status, Duration.ZERO);
        }
        write(pod, status, Duration.ZERO);
        var volumes = volumes(pod);
        if (volumes == null) {
            return RETRY;
        }
        boolean changed = execution.carryOut(pod.withStatus(status), seen, plan, volumes);
        if (changed) {
            seen = PodObservation.of(services.runtime(), pod.uid());
            probe(pod, seen);
        }
        boolean written =
                services.writer().write(pod(), remember(services.statuses().of(withOwnStatus(pod()), seen, waiting)));
        new DeadContainers(services.runtime()).trim(seen);
        if (!written) {
            return RETRY;
        }
        var wait = plan.lookAgain();
        boolean sandboxFailed = plan.newSandbox() && seen.readySandbox().isEmpty();
        if (!waiting.isEmpty() || sandboxFailed) {
            wait = shorter(wait, RETRY);
        }
        return overdue == null ? wait : shorter(wait, overdue);
    }

    /** Lets probing follow what was seen, at the address that the pod has by now. */
    private void probe(Pod pod, PodObservation seen) {
        var address = seen.readySandbox().isEmpty()
                ? pod.status()
                : services.statuses().of(pod, seen, waiting);
        services.probes()
                .follow(pod.withStatus(pod.status().withPodIP(address.podIP()).withPodIPs(address.podIPs())), seen);
    }

    private Duration write(Pod pod, PodStatus status, Duration then) {
        return services.writer().write(pod, remember(status)) ? then : RETRY;
    }

    private PodStatus remember(PodStatus status) {
        lastStatus = status;
        return status;
    }

    /** The pod with the status that this worker has written last: the API's copy may lag behind. */
    private Pod withOwnStatus(Pod pod) {
        var own = lastStatus;
        return resizer.allocated(own == null ? pod : pod.withStatus(own));
    }

    private static Duration shorter(@Nullable Duration one, Duration other) {
        return one != null && one.compareTo(other) < 0 ? one : other;
    }

    /** How long the pod may still be active; zero if its time is over, null if it has no deadline. */
    private @Nullable Duration deadline(Pod pod) {
        if (!pod.spec().hasActiveDeadlineSeconds() || !pod.status().hasStartTime()) {
            return null;
        }
        var end = Timestamps.instantOrEpoch(pod.status().startTime())
                .plusSeconds(pod.spec().activeDeadlineSeconds());
        var left = Duration.between(services.clock().now(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Duration failWhole(Pod pod, String reason, String message) throws InterruptedException {
        services.events().warning(pod, reason, message);
        stopper.stopAll(
                pod,
                PodObservation.of(services.runtime(), pod.uid()),
                eviction == null ? pod.spec().terminationGracePeriodSeconds() : EVICTION_GRACE);
        var seen = PodObservation.of(services.runtime(), pod.uid());
        var status = services.statuses().failed(pod, services.statuses().of(pod, seen, waiting), reason, message);
        return write(pod, status, Duration.ZERO);
    }

    private Pod disrupted(Pod pod, String message) {
        var condition = PodCondition.EMPTY
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("TerminationByKubelet")
                .withMessage(message)
                .withLastTransitionTime(Timestamps.of(services.clock().now()));
        var conditions = new ArrayList<>(pod.status().conditions());
        conditions.removeIf(other -> other.type().equals(condition.type()));
        conditions.add(condition);
        return pod.withStatus(status -> status.withConditions(conditions));
    }

    private @Nullable Map<String, Path> volumes(Pod pod) throws InterruptedException {
        try {
            return services.volumes().prepare(pod);
        } catch (VolumeException e) {
            services.events().warning(pod, "FailedMount", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Stopping, stopped, finished. */
    private void stop() throws InterruptedException {
        var pod = withOwnStatus(pod());
        while (!abandoned) {
            try {
                stopContainers();
                break;
            } catch (ContainerRuntimeException e) {
                LOG.warn("{}: stopping failed, trying again: {}", pod.key(), e.getMessage());
                services.clock().sleep(RETRY);
            }
        }
        services.probes().forget(pod.uid());
        // A finished pod stays in the API with its logs until somebody deletes it.
        while (!abandoned && !removed && !pod().metadata().hasDeletionTimestamp()) {
            mailbox.await(null, Duration.ofMinutes(10));
        }
        while (!abandoned && !cleanUp()) {
            services.clock().sleep(RETRY);
        }
    }

    private void stopContainers() throws InterruptedException {
        var pod = withOwnStatus(pod());
        var seen = PodObservation.of(services.runtime(), pod.uid());
        long grace = pod().metadata().hasDeletionGracePeriodSeconds()
                ? pod().metadata().deletionGracePeriodSeconds()
                : pod.spec().terminationGracePeriodSeconds();
        stopper.stopAll(pod, seen, graceLeft(pod(), grace));
        var ended = PodObservation.of(services.runtime(), pod.uid());
        seen.sandboxes().forEach(sandbox -> services.runtime().stopPodSandbox(sandbox.id()));
        if (!removed) {
            var status = services.statuses().of(pod, ended, Map.of());
            // A pod that has failed as a whole stays so, however its containers took their end.
            var last = terminal(pod.status())
                    ? status.withPhase(pod.status().phase())
                    : terminal(status) ? status : ended(pod, ended, status);
            services.writer().write(pod(), remember(last));
        }
    }

    /** What is left of the grace: a restarted node agent does not begin to count anew. */
    private long graceLeft(Pod pod, long grace) {
        if (!pod.metadata().hasDeletionTimestamp()) {
            return grace;
        }
        var end = Timestamps.instantOrEpoch(pod.metadata().deletionTimestamp());
        long left = Duration.between(
                        services.clock().now(),
                        end.equals(Instant.EPOCH) ? services.clock().now() : end)
                .toSeconds();
        return Math.clamp(left, Math.min(1, grace), Math.max(grace, 1));
    }

    /** All containers of a deleted pod have ended: it has succeeded if they all did. */
    private static PodStatus ended(Pod pod, PodObservation seen, PodStatus status) {
        boolean clean = pod.spec().containers().stream().allMatch(container -> seen.latest(container.name())
                .filter(last -> last.exitCode() == 0)
                .isPresent());
        return status.withPhase(clean ? "Succeeded" : "Failed");
    }

    /** Takes away what the pod has on this node, and then the pod itself from the API; false to try again. */
    private boolean cleanUp() {
        var pod = pod();
        try {
            for (var sandbox : PodObservation.of(services.runtime(), pod.uid()).sandboxes()) {
                services.runtime().removePodSandbox(sandbox.id());
            }
            services.volumes().tearDown(pod.uid());
            if (!removed && !services.writer().remove(pod)) {
                return false;
            }
            services.sandboxes().release(pod.uid());
            services.volumes().forget(pod.uid());
            Trees.delete(services.sandboxes().logDirectory(pod));
            return true;
        } catch (IOException e) {
            LOG.warn("{}: its logs were not removed: {}", pod.key(), e.toString());
            return true;
        } catch (ContainerRuntimeException e) {
            LOG.warn("{}: clean-up failed, trying again: {}", pod.key(), e.getMessage());
            return false;
        }
    }
}
