package io.navarch.controllers.autoscaling;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.autoscaling.ReplicaMath.Tolerance;
import io.navarch.controllers.scale.ScaledResource;
import io.navarch.controllers.scale.Scales;
import io.navarch.model.ObjectKey;
import io.navarch.model.Quantity;
import io.navarch.model.autoscaling.v1.Scale;
import io.navarch.model.autoscaling.v2.HPAScalingRules;
import io.navarch.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.navarch.model.autoscaling.v2.MetricSpec;
import io.navarch.model.autoscaling.v2.MetricStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.Reconciler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes one autoscaler through one round, every 15 seconds. A key never runs twice at once. */
final class AutoscalerReconciler implements Reconciler<ObjectKey> {
    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final KubeClient client;
    private final Lister<HorizontalPodAutoscaler> autoscalers;
    private final Lister<Pod> pods;
    private final Scales scales;
    private final MetricReader reader;
    private final EventRecorder events;
    private final Clock clock;
    private final Map<ObjectKey, ScaleHistory> histories = new ConcurrentHashMap<>();

    AutoscalerReconciler(
            KubeClient client,
            Lister<HorizontalPodAutoscaler> autoscalers,
            Lister<Pod> pods,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.autoscalers = autoscalers;
        this.pods = pods;
        this.scales = new Scales(client.transport());
        this.reader = new MetricReader(client.transport());
        this.events = events;
        this.clock = clock;
    }

    /** Something of the round cannot be done; the status already says so. */
    private static final class RoundException extends Exception {
        private static final long serialVersionUID = 1;

        RoundException(String message) {
            super(message);
        }
    }

    /** An autoscaler's target. */
    private record Target(ScaledResource resource, Scale scale) {}

    /** The most that any metric wants. */
    private record Wanted(int replicas, String metric, List<MetricStatus> statuses) {}

    @Override
    public Next reconcile(ObjectKey key) {
        var found = autoscalers.find(key);
        if (found.isEmpty()) {
            histories.remove(key);
            return Next.done();
        }
        var autoscaler = found.get();
        var status = new AutoscalerStatus(autoscaler, clock.now());
        try {
            round(autoscaler, status);
        } catch (RoundException e) {
            // What was to be said is in the status; the next round tries again.
            events.warning(autoscaler, "FailedComputeMetricsReplicas", String.valueOf(e.getMessage()));
        }
        write(autoscaler, status);
        return Next.after(PERIOD);
    }

    private void round(HorizontalPodAutoscaler autoscaler, AutoscalerStatus status) throws RoundException {
        Target target;
        try {
            target = target(autoscaler);
        } catch (ApiException | MetricException e) {
            var why = String.valueOf(e.getMessage());
            events.warning(autoscaler, "FailedGetScale", why);
            status.condition(
                    AutoscalerStatus.ABLE,
                    false,
                    "FailedGetScale",
                    "the HPA controller was unable to get the target's current scale: " + why);
            return;
        }
        status.condition(
                AutoscalerStatus.ABLE,
                true,
                "SucceededGetScale",
                "the HPA controller was able to get the target's current scale");
        int current = target.scale().spec().replicas();
        var history = histories.computeIfAbsent(autoscaler.key(), absent -> new ScaleHistory());
        history.begin(current, clock.now());
        int least = ScaleRules.least(autoscaler.spec());
        if (current == 0 && least != 0) {
            status.condition(
                    AutoscalerStatus.ACTIVE,
                    false,
                    "ScalingDisabled",
                    "scaling is disabled since the replica count of the target is zero");
            status.outcome(current, 0, List.of(), false);
        } else if (current > autoscaler.spec().maxReplicas()) {
            scale(
                    autoscaler,
                    status,
                    target,
                    new Wanted(autoscaler.spec().maxReplicas(), "", List.of()),
                    "Current number of replicas above Spec.MaxReplicas");
        } else if (current < least) {
            scale(
                    autoscaler,
                    status,
                    target,
                    new Wanted(least, "", List.of()),
                    "Current number of replicas below Spec.MinReplicas");
        } else {
            followMetrics(autoscaler, status, target, history);
        }
    }

    private Target target(HorizontalPodAutoscaler autoscaler) throws MetricException {
        var reference = autoscaler.spec().scaleTargetRef();
        var resource = scales.resource(reference.apiVersion(), reference.kind())
                .orElseThrow(() -> new MetricException("no matches for kind \"" + reference.kind() + "\" in group \""
                        + group(reference.apiVersion()) + "\""));
        var scale = scales.find(resource, autoscaler.namespace(), reference.name())
                .orElseThrow(() ->
                        new MetricException(resource.groupResource() + " \"" + reference.name() + "\" not found"));
        return new Target(resource, scale);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private void followMetrics(
            HorizontalPodAutoscaler autoscaler, AutoscalerStatus status, Target target, ScaleHistory history)
            throws RoundException {
        int current = target.scale().spec().replicas();
        var wanted = wanted(autoscaler, status, target);
        var rules = new ScaleRules(autoscaler.spec(), history, clock.now());
        var ruling = rules.rule(current, wanted.replicas());
        status.condition(
                AutoscalerStatus.ABLE,
                true,
                ruling.able().reason(),
                ruling.able().message());
        status.condition(
                AutoscalerStatus.LIMITED,
                ruling.limited(),
                ruling.limit().reason(),
                ruling.limit().message());
        var reason = wanted.replicas() > current ? wanted.metric() + " above target" : "All metrics below target";
        scale(autoscaler, status, target, new Wanted(ruling.replicas(), wanted.metric(), wanted.statuses()), reason);
    }

    private Wanted wanted(HorizontalPodAutoscaler autoscaler, AutoscalerStatus status, Target target)
            throws RoundException {
        var text = target.scale().status().selector();
        if (text.isEmpty()) {
            events.warning(autoscaler, "SelectorRequired", "selector is required");
            status.condition(
                    AutoscalerStatus.ACTIVE, false, "InvalidSelector", "the HPA target's scale is missing a selector");
            throw new RoundException("selector is required");
        }
        var selector = LabelSelector.parse(text);
        var selected = pods.in(autoscaler.namespace()).stream()
                .filter(pod -> selector.matches(pod.metadata().labels()))
                .toList();
        var evaluation = new MetricEvaluation(
                reader, scales, target.scale(), selector, selected, tolerance(autoscaler), clock.now());
        return most(autoscaler, status, target, evaluation);
    }

    private Wanted most(
            HorizontalPodAutoscaler autoscaler, AutoscalerStatus status, Target target, MetricEvaluation evaluation)
            throws RoundException {
        var metrics = autoscaler.spec().metrics();
        var statuses = new ArrayList<MetricStatus>();
        int replicas = 0;
        var metricName = "";
        int failed = 0;
        MetricSpec firstFailed = null;
        var firstFailure = "";
        for (var metric : metrics) {
            try {
                var proposal = evaluation.evaluate(metric);
                statuses.add(proposal.status());
                if (replicas == 0 || proposal.replicas() > replicas) {
                    replicas = proposal.replicas();
                    metricName = proposal.name();
                }
            } catch (MetricException e) {
                events.warning(autoscaler, MetricEvaluation.failureReason(metric), e.why());
                failed++;
                if (firstFailed == null) {
                    firstFailed = metric;
                    firstFailure = e.why();
                }
            }
        }
        int current = target.scale().spec().replicas();
        // With some metrics unknown the target may grow, as the others ask, but not shrink.
        if (firstFailed != null && (failed == metrics.size() || replicas < current)) {
            status.condition(
                    AutoscalerStatus.ACTIVE,
                    false,
                    MetricEvaluation.failureReason(firstFailed),
                    "the HPA was unable to compute the replica count: " + firstFailure);
            status.found(current, statuses);
            throw new RoundException("invalid metrics (" + failed + " invalid out of " + metrics.size()
                    + "), first error is: " + MetricEvaluation.failurePrefix(firstFailed) + firstFailure);
        }
        status.condition(
                AutoscalerStatus.ACTIVE,
                true,
                "ValidMetricFound",
                "the HPA was able to successfully calculate a replica count from " + metricName);
        return new Wanted(replicas, metricName, statuses);
    }

    private static Tolerance tolerance(HorizontalPodAutoscaler autoscaler) {
        var behavior = autoscaler.spec().behavior();
        return new Tolerance(
                tolerance(behavior.scaleUp(), Tolerance.DEFAULT.up()),
                tolerance(behavior.scaleDown(), Tolerance.DEFAULT.down()));
    }

    private static double tolerance(HPAScalingRules rules, double absent) {
        return rules.hasTolerance() ? Quantity.parse(rules.tolerance()).doubleValue() : absent;
    }

    private void scale(
            HorizontalPodAutoscaler autoscaler, AutoscalerStatus status, Target target, Wanted wanted, String reason) {
        int current = target.scale().spec().replicas();
        int desired = wanted.replicas();
        if (desired == current) {
            status.outcome(current, current, wanted.statuses(), false);
            return;
        }
        try {
            scales.update(target.resource(), target.scale().withSpec(spec -> spec.withReplicas(desired)));
        } catch (ApiException e) {
            events.warning(
                    autoscaler,
                    "FailedRescale",
                    "New size: " + desired + "; reason: " + reason + "; error: " + e.getMessage());
            status.condition(
                    AutoscalerStatus.ABLE,
                    false,
                    "FailedUpdateScale",
                    "the HPA controller was unable to update the target scale: " + e.getMessage());
            status.found(current, wanted.statuses());
            return;
        }
        status.condition(
                AutoscalerStatus.ABLE,
                true,
                "SucceededRescale",
                "the HPA controller was able to update the target scale to " + desired);
        events.normal(autoscaler, "SuccessfulRescale", "New size: " + desired + "; reason: " + reason);
        histories
                .computeIfAbsent(autoscaler.key(), absent -> new ScaleHistory())
                .scaled(current, desired, clock.now());
        status.outcome(current, desired, wanted.statuses(), true);
    }

    private void write(HorizontalPodAutoscaler autoscaler, AutoscalerStatus status) {
        if (status.status().equals(autoscaler.status())) {
            return;
        }
        try {
            client.of(HorizontalPodAutoscaler.KIND).updateStatus(autoscaler.withStatus(status.status()));
        } catch (ApiException e) {
            events.warning(autoscaler, "FailedUpdateStatus", String.valueOf(e.getMessage()));
        }
    }
}
