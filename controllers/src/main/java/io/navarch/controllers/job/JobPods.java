package io.navarch.controllers.job;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EnvVar;
import io.navarch.model.core.v1.EnvVarSource;
import io.navarch.model.core.v1.ObjectFieldSelector;
import io.navarch.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pods of a Job: how they look, which index each has, and when one has ended. Pure logic. */
final class JobPods {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    private static final String IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count";
    private static final String ENVIRONMENT = "JOB_COMPLETION_INDEX";

    private JobPods() {}

    static boolean indexed(Job job) {
        return job.spec().completionMode().equals("Indexed");
    }

    static Pod make(Job job) {
        var pod = Pods.fromTemplate(job.spec().template(), job);
        var finalizers = new ArrayList<>(pod.metadata().finalizers());
        finalizers.add(FINALIZER);
        return pod.withMetadata(meta -> meta.withFinalizers(finalizers));
    }

    /**
     * How often an index has failed.
     *
     * @param counted failures that count against its limit
     * @param ignored failures that the failure policy ignores
     */
    record Failures(int counted, int ignored) {
        static final Failures NONE = new Failures(0, 0);

        int all() {
            return counted + ignored;
        }
    }

    /** @param failures of the index before this pod */
    static Pod make(Job job, int index, Failures failures) {
        var number = Integer.toString(index);
        var pod = make(job);
        var labels = new HashMap<>(pod.metadata().labels());
        labels.put(INDEX, number);
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.put(INDEX, number);
        if (job.spec().hasBackoffLimitPerIndex()) {
            annotations.put(FAILURES, Integer.toString(failures.counted()));
            if (failures.ignored() > 0) {
                annotations.put(IGNORED, Integer.toString(failures.ignored()));
            }
        }
        return pod.withMetadata(meta -> meta.withGenerateName(job.name() + "-" + number + "-")
                        .withLabels(labels)
                        .withAnnotations(annotations))
                .withSpec(spec -> spec.withHostname(job.name() + "-" + number)
                        .withContainers(told(spec.containers()))
                        .withInitContainers(told(spec.initContainers())));
    }

    private static List<Container> told(List<Container> containers) {
        var index = EnvVar.EMPTY
                .withName(ENVIRONMENT)
                .withValueFrom(EnvVarSource.EMPTY.withFieldRef(
                        ObjectFieldSelector.EMPTY.withFieldPath("metadata.labels['" + INDEX + "']")));
        return containers.stream()
                .map(container -> {
                    if (container.env().stream().anyMatch(env -> env.name().equals(ENVIRONMENT))) {
                        return container;
                    }
                    var env = new ArrayList<>(container.env());
                    env.add(index);
                    return container.withEnv(env);
                })
                .toList();
    }

    /** The pod's index, or -1. */
    static int index(Pod pod) {
        return number(pod.metadata().annotations().get(INDEX), -1);
    }

    /** How often the index had failed before this pod. */
    static int failures(Pod pod) {
        return number(pod.metadata().annotations().get(FAILURES), 0);
    }

    /** The failures of the pod's index when the pod has failed too. */
    static Failures failuresAfter(Job job, Pod failed) {
        int ignored = number(failed.metadata().annotations().get(IGNORED), 0);
        boolean ignores = FailurePolicy.of(job, failed).action().equals("Ignore");
        return ignores ? new Failures(failures(failed), ignored + 1) : new Failures(failures(failed) + 1, ignored);
    }

    private static int number(@Nullable String text, int otherwise) {
        return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    static boolean tracked(Pod pod) {
        return pod.metadata().finalizers().contains(FINALIZER);
    }

    static boolean succeeded(Pod pod) {
        return pod.status().phase().equals("Succeeded");
    }

    /** Failed, or on its way out where the Job replaces pods without waiting for their end. */
    static boolean failed(Job job, Pod pod) {
        return pod.status().phase().equals("Failed") || (Pods.terminating(pod) && !succeeded(pod) && !waitsForEnd(job));
    }

    /** Whether a pod that is going is replaced only when it has gone. */
    static boolean waitsForEnd(Job job) {
        return job.spec().podReplacementPolicy().equals("Failed");
    }

    /** When the pod's containers ended, as far as it says. */
    static Instant ended(Pod pod, Instant otherwise) {
        return pod.status().containerStatuses().stream()
                .map(status ->
                        Timestamps.instantOrEpoch(status.state().terminated().finishedAt()))
                .filter(time -> time.isAfter(Instant.EPOCH))
                .max(Instant::compareTo)
                .orElse(otherwise);
    }
}
