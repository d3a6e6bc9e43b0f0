package io.navarch.kubelet.pod;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.status.Waiting;
import io.navarch.model.core.v1.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Does what a {@link PodPlan} says, and remembers which containers wait and why. On the thread of the pod's {@link PodWorker}. */
final class PlanExecution {
    private final PodServices services;
    private final ContainerStarter starter;
    private final ContainerStopper stopper;
    private final Map<String, Waiting> waiting;

    /** @param waiting by the container's name; kept up to date */
    PlanExecution(
            PodServices services, ContainerStarter starter, ContainerStopper stopper, Map<String, Waiting> waiting) {
        this.services = services;
        this.starter = starter;
        this.stopper = stopper;
        this.waiting = waiting;
    }

    /** Forgets why other containers waited, and tells of those that wait since they crash. */
    void tellBackingOff(Pod pod, PodPlan plan) {
        waiting.keySet().retainAll(namesToStart(plan));
        plan.backingOff().forEach((name, whole) -> {
            var full = pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")";
            var before = waiting.put(
                    name,
                    new Waiting(
                            "CrashLoopBackOff",
                            "back-off " + goDuration(whole) + " restarting failed container=" + name + " pod=" + full));
            if (before == null) {
                services.events()
                        .record(
                                starter.reference(pod, name),
                                EventRecorder.WARNING,
                                "BackOff",
                                "Back-off restarting failed container " + name + " in pod " + full);
            }
        });
    }

    /** Carries the plan out; true if anything was done. */
    boolean carryOut(Pod pod, PodObservation seen, PodPlan plan, Map<String, Path> volumes)
            throws InterruptedException {
        for (var kill : plan.kill()) {
            stopper.stop(pod, kill);
        }
        if (plan.start().isEmpty()) {
            return !plan.kill().isEmpty();
        }
        var sandboxConfig = services.sandboxes().config(pod, plan.newSandbox() ? plan.sandboxAttempt() : attempt(seen));
        String sandboxId;
        if (plan.newSandbox()) {
            seen.sandboxes().forEach(old -> services.runtime().stopPodSandbox(old.id()));
            services.sandboxes().prepare(pod);
            var made = starter.makeSandbox(pod, sandboxConfig, waiting);
            if (made == null) {
                return true;
            }
            sandboxId = made;
        } else {
            sandboxId = seen.readySandbox().orElseThrow().id();
        }
        starter.start(pod, sandboxId, sandboxConfig, plan.start(), volumes, waiting);
        return true;
    }

    private static Set<String> namesToStart(PodPlan plan) {
        var names = new HashSet<String>();
        plan.start().forEach(start -> names.add(start.container().name()));
        return names;
    }

    private static String goDuration(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
    }

    private static int attempt(PodObservation seen) {
        return seen.sandbox().map(sandbox -> sandbox.metadata().attempt()).orElse(0);
    }
}
