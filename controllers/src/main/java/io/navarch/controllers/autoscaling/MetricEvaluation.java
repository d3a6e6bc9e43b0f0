package io.navarch.controllers.autoscaling;

import io.navarch.controllers.autoscaling.ReplicaMath.Outcome;
import io.navarch.controllers.autoscaling.ReplicaMath.Tolerance;
import io.navarch.controllers.pods.Pods;
import io.navarch.controllers.scale.Scales;
import io.navarch.model.Quantity;
import io.navarch.model.autoscaling.v1.Scale;
import io.navarch.model.autoscaling.v2.ContainerResourceMetricStatus;
import io.navarch.model.autoscaling.v2.ExternalMetricStatus;
import io.navarch.model.autoscaling.v2.MetricIdentifier;
import io.navarch.model.autoscaling.v2.MetricSpec;
import io.navarch.model.autoscaling.v2.MetricStatus;
import io.navarch.model.autoscaling.v2.MetricTarget;
import io.navarch.model.autoscaling.v2.MetricValueStatus;
import io.navarch.model.autoscaling.v2.ObjectMetricStatus;
import io.navarch.model.autoscaling.v2.PodsMetricStatus;
import io.navarch.model.autoscaling.v2.ResourceMetricStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.selector.LabelSelector;
import java.time.Instant;
import java.util.List;

/** Asks for one metric after the other and works out what each wants. Made for one round of one autoscaler. */
final class MetricEvaluation {
    private final MetricReader reader;
    private final Scales scales;
    private final Scale scale;
    private final LabelSelector selector;
    private final List<Pod> pods;
    private final Tolerance tolerance;
    private final Instant now;

    /** @param pods those that the selector matches */
    MetricEvaluation(
            MetricReader reader,
            Scales scales,
            Scale scale,
            LabelSelector selector,
            List<Pod> pods,
            Tolerance tolerance,
            Instant now) {
        this.reader = reader;
        this.scales = scales;
        this.scale = scale;
        this.selector = selector;
        this.pods = pods;
        this.tolerance = tolerance;
        this.now = now;
    }

    /**
     * What a metric wants.
     *
     * @param name as reasons of a change name it
     */
    record Proposal(int replicas, String name, MetricStatus status) {}

    /** The reason under which conditions and events say that a metric failed. */
    static String failureReason(MetricSpec metric) {
        return switch (metric.type()) {
            case "Object", "Pods", "External", "Resource", "ContainerResource" ->
                "FailedGet" + metric.type() + "Metric";
            default -> "InvalidMetricSourceType";
        };
    }

    /** What precedes the message of a failed metric when it stands for the whole round. */
    static String failurePrefix(MetricSpec metric) {
        return switch (metric.type()) {
            case "Object" -> "failed to get object metric value: ";
            case "Pods" -> "failed to get pods metric value: ";
            case "Resource" -> "failed to get " + metric.resource().name() + " resource metric value: ";
            case "ContainerResource" ->
                "failed to get " + metric.containerResource().name() + " container metric value: ";
            case "External" -> "failed to get " + metric.external().metric().name() + " external metric value: ";
            default -> "";
        };
    }

    Proposal evaluate(MetricSpec metric) throws MetricException {
        return switch (metric.type()) {
            case "Resource" -> {
                var source = metric.resource();
                var outcome = resource(source.name(), "", source.target());
                yield new Proposal(
                        outcome.replicas(),
                        source.name()
                                + (isUtilization(source.target())
                                        ? " resource utilization (percentage of request)"
                                        : " resource"),
                        status(metric)
                                .withResource(ResourceMetricStatus.EMPTY
                                        .withName(source.name())
                                        .withCurrent(current(outcome, source.target()))));
            }
            case "ContainerResource" -> {
                var source = metric.containerResource();
                var outcome = resource(source.name(), source.container(), source.target());
                yield new Proposal(
                        outcome.replicas(),
                        source.name()
                                + (isUtilization(source.target())
                                        ? " container resource utilization (percentage of request)"
                                        : " container resource"),
                        status(metric)
                                .withContainerResource(ContainerResourceMetricStatus.EMPTY
                                        .withName(source.name())
                                        .withContainer(source.container())
                                        .withCurrent(current(outcome, source.target()))));
            }
            case "Pods" -> pods(metric);
            case "Object" -> object(metric);
            case "External" -> external(metric);
            default -> throw new MetricException("unknown metric source type \"" + metric.type() + "\"");
        };
    }

    private static MetricStatus status(MetricSpec metric) {
        return MetricStatus.EMPTY.withType(metric.type());
    }

    private static boolean isUtilization(MetricTarget target) {
        return !target.hasAverageValue();
    }

    private static MetricValueStatus current(Outcome outcome, MetricTarget target) {
        var value = MetricValueStatus.EMPTY.withAverageValue(
                Quantity.ofMilli(outcome.average()).toString());
        return isUtilization(target) ? value.withAverageUtilization((int) outcome.utilization()) : value;
    }

    private Outcome resource(String resource, String container, MetricTarget target) throws MetricException {
        if (isUtilization(target) && !target.hasAverageUtilization()) {
            throw new MetricException(
                    "invalid resource metric source: neither an average utilization target nor an average value (usage)"
                            + " target was set");
        }
        try {
            var samples = resourceSamples(resource, container);
            requirePods();
            var groups = PodGroups.of(pods, samples, resource.equals("cpu"), now);
            int replicas = scale.spec().replicas();
            if (!isUtilization(target)) {
                return ReplicaMath.average(replicas, milli(target.averageValue()), samples, groups, tolerance);
            }
            var requests = PodRequests.of(pods, resource, container);
            return ReplicaMath.utilization(replicas, target.averageUtilization(), samples, groups, requests, tolerance);
        } catch (MetricException e) {
            throw e.within("failed to get " + resource + (isUtilization(target) ? " utilization" : " usage"));
        }
    }

    private java.util.Map<String, PodSample> resourceSamples(String resource, String container) throws MetricException {
        try {
            return reader.resource(scale.metadata().namespace(), selector, resource, container);
        } catch (MetricException e) {
            throw e.within("unable to get metrics for resource " + resource);
        }
    }

    private void requirePods() throws MetricException {
        if (pods.isEmpty()) {
            throw new MetricException("no pods returned by selector while calculating replica count");
        }
    }

    private Proposal pods(MetricSpec metric) throws MetricException {
        var source = metric.pods();
        try {
            var samples = podSamples(source.metric());
            requirePods();
            var groups = PodGroups.of(pods, samples, false, now);
            var outcome = ReplicaMath.average(
                    scale.spec().replicas(), milli(source.target().averageValue()), samples, groups, tolerance);
            return new Proposal(
                    outcome.replicas(),
                    "pods metric " + source.metric().name(),
                    status(metric)
                            .withPods(PodsMetricStatus.EMPTY
                                    .withMetric(source.metric())
                                    .withCurrent(average(outcome))));
        } catch (MetricException e) {
            throw e.within("failed to get pods metric value");
        }
    }

    private java.util.Map<String, PodSample> podSamples(MetricIdentifier metric) throws MetricException {
        try {
            return reader.pods(scale.metadata().namespace(), selector, metric);
        } catch (MetricException e) {
            throw e.within("unable to get metric " + metric.name());
        }
    }

    private Proposal object(MetricSpec metric) throws MetricException {
        var source = metric.object();
        var described = source.describedObject();
        long used;
        try {
            var resource = scales.resource(described.apiVersion(), described.kind())
                    .orElseThrow(() -> new MetricException("no matches for kind \"" + described.kind()
                            + "\" in version \"" + described.apiVersion() + "\""));
            used = reader.object(
                    scale.metadata().namespace(), resource.groupResource(), described.name(), source.metric());
        } catch (MetricException e) {
            throw new MetricException("failed to get object metric value: unable to get metric "
                    + source.metric().name() + ": " + described.kind() + " on "
                    + scale.metadata().namespace() + " " + described.name() + "/" + e.why());
        }
        var outcome = whole(source.target(), used);
        return new Proposal(
                outcome.replicas(),
                described.kind() + " metric " + source.metric().name(),
                status(metric)
                        .withObject(ObjectMetricStatus.EMPTY
                                .withMetric(source.metric())
                                .withDescribedObject(described)
                                .withCurrent(whole(outcome, source.target()))));
    }

    private Proposal external(MetricSpec metric) throws MetricException {
        var source = metric.external();
        var name = source.metric().name();
        var selected =
                source.metric().hasSelector() ? source.metric().selector().toString() : "nil";
        long used;
        try {
            used = reader.external(scale.metadata().namespace(), source.metric());
        } catch (MetricException e) {
            throw e.within("failed to get " + name + " external metric: unable to get external metric "
                    + scale.metadata().namespace() + "/" + name + "/" + selected);
        }
        var outcome = whole(source.target(), used);
        return new Proposal(
                outcome.replicas(),
                "external metric " + name + "(" + selected + ")",
                status(metric)
                        .withExternal(ExternalMetricStatus.EMPTY
                                .withMetric(source.metric())
                                .withCurrent(whole(outcome, source.target()))));
    }

    private Outcome whole(MetricTarget target, long used) throws MetricException {
        if (target.hasAverageValue()) {
            return ReplicaMath.share(scale.status().replicas(), used, milli(target.averageValue()), tolerance);
        }
        if (!target.hasValue()) {
            throw new MetricException(
                    "invalid metric source: neither a value target nor an average value target was set");
        }
        int ready = (int) pods.stream()
                .filter(pod -> pod.status().phase().equals("Running") && Pods.ready(pod))
                .count();
        return ReplicaMath.value(scale.spec().replicas(), used, milli(target.value()), ready, tolerance);
    }

    private static MetricValueStatus average(Outcome outcome) {
        return MetricValueStatus.EMPTY.withAverageValue(
                Quantity.ofMilli(outcome.average()).toString());
    }

    private static MetricValueStatus whole(Outcome outcome, MetricTarget target) {
        return target.hasAverageValue()
                ? average(outcome)
                : MetricValueStatus.EMPTY.withValue(
                        Quantity.ofMilli(outcome.average()).toString());
    }

    private static long milli(String quantity) {
        return Quantity.parse(quantity).milliValue();
    }
}
