package io.navarch.model.conversion;

import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Autoscalers are stored as autoscaling/v2. v1 knows only a CPU target: other metrics, behavior and conditions travel in
 * annotations, in the words of v2beta1 as upstream writes them. v2beta1 flattens targets into each metric.
 */
final class AutoscalerConversion {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

    private AutoscalerConversion() {}

    static void register(Map<String, Conversion> all) {
        all.put(
                "autoscalerV2beta1",
                new Conversion(AutoscalerConversion::fromV2beta1, AutoscalerConversion::toV2beta1));
        all.put("autoscalerV1", new Conversion(AutoscalerConversion::fromV1, AutoscalerConversion::toV1));
    }

    private static Dict fromV2beta1(Dict object) {
        var changed = Members.inside(
                object, "spec", spec -> Members.each(spec, "metrics", metric -> nested(metric, "target")));
        return Members.inside(
                changed,
                "status",
                status -> Members.each(status, "currentMetrics", metric -> nested(metric, "current")));
    }

    private static Dict toV2beta1(Dict object) {
        var changed = Members.inside(
                object,
                "spec",
                spec -> Members.each(spec.with("behavior", null), "metrics", metric -> flat(metric, "target")));
        return Members.inside(
                changed, "status", status -> Members.each(status, "currentMetrics", metric -> flat(metric, "current")));
    }

    /** A metric of v2beta1 as one of v2; {@code prefix} tells a spec's from a status'. */
    private static Dict nested(Dict metric, String prefix) {
        UnaryOperator<Dict> values = source -> {
            var target = Dict.EMPTY;
            target = Members.withPresent(target, "averageUtilization", source.get(prefix + "AverageUtilization"));
            target = Members.withPresent(target, "averageValue", source.get(prefix + "AverageValue"));
            target = Members.withPresent(target, "value", source.get(prefix + "Value"));
            var average = source.get("averageValue");
            if (average != null) {
                target = Members.withPresent(target.with("value", null), "averageValue", average);
            }
            boolean isTarget = prefix.equals("target");
            var typed = isTarget ? target.with("type", type(target)) : target;
            var rest = source;
            for (var name : List.of("AverageUtilization", "AverageValue", "Value")) {
                rest = rest.with(prefix + name, null);
            }
            // A v2beta1 object metric calls the described object its target.
            rest = Members.renamed(rest.with("averageValue", null), "target", "describedObject");
            return named(rest).with(prefix, typed);
        };
        return everySource(metric, values);
    }

    private static String type(Dict target) {
        if (target.get("averageUtilization") != null) {
            return "Utilization";
        }
        return target.get("averageValue") != null ? "AverageValue" : "Value";
    }

    private static Dict named(Dict source) {
        if (source.get("metricName") == null) {
            return source;
        }
        var selector = source.get("selector") != null ? source.get("selector") : source.get("metricSelector");
        var metric = Members.withPresent(
                Dict.of("name", Objects.requireNonNull(source.get("metricName"))), "selector", selector);
        return source.with("metricName", null)
                .with("selector", null)
                .with("metricSelector", null)
                .with("metric", metric);
    }

    /** A metric of v2 as one of v2beta1. */
    private static Dict flat(Dict metric, String prefix) {
        boolean external = metric.get("external") != null;
        boolean about = metric.get("object") != null;
        return everySource(metric, source -> {
            var target = Members.object(source, prefix);
            var old = source.with(prefix, null);
            old = Members.renamed(old, "describedObject", "target");
            old = Members.withPresent(old, prefix + "AverageUtilization", target.get("averageUtilization"));
            old = Members.withPresent(
                    old, about ? "averageValue" : prefix + "AverageValue", target.get("averageValue"));
            old = Members.withPresent(old, prefix + "Value", target.get("value"));
            var known = Members.object(source, "metric");
            old = Members.withPresent(old.with("metric", null), "metricName", known.get("name"));
            return Members.withPresent(old, external ? "metricSelector" : "selector", known.get("selector"));
        });
    }

    private static Dict everySource(Dict metric, UnaryOperator<Dict> change) {
        var changed = metric;
        for (var source : List.of("containerResource", "external", "object", "pods", "resource")) {
            changed = Members.inside(changed, source, change);
        }
        return changed;
    }

    private static Dict toV1(Dict object) {
        var metadata = Members.object(object, "metadata");
        var annotations = Members.object(metadata, "annotations");
        var spec = Members.object(object, "spec");
        var others = new ArrayList<Object>();
        @Nullable Object target = null;
        for (var entry : list(spec, "metrics")) {
            var metric = (Dict) entry;
            var utilization = cpuUtilization(metric, "target");
            if (utilization != null && target == null) {
                target = utilization;
            } else {
                others.add(flat(metric, "target"));
            }
        }
        annotations = annotated(annotations, "metrics", others);
        annotations = annotated(annotations, "behavior", spec.get("behavior"));
        spec = Members.withPresent(
                spec.with("metrics", null).with("behavior", null), "targetCPUUtilizationPercentage", target);
        var status = Members.object(object, "status");
        annotations = annotated(annotations, "conditions", status.get("conditions"));
        var currents = new ArrayList<Object>();
        @Nullable Object current = null;
        for (var entry : list(status, "currentMetrics")) {
            var metric = (Dict) entry;
            var utilization = cpuUtilization(metric, "current");
            if (utilization != null && current == null) {
                current = utilization;
            }
            currents.add(flat(metric, "current"));
        }
        annotations = annotated(annotations, "current-metrics", currents);
        status = Members.withPresent(
                status.with("conditions", null).with("currentMetrics", null),
                "currentCPUUtilizationPercentage",
                current);
        metadata = metadata.with("annotations", annotations.isEmpty() ? null : annotations);
        return object.with("metadata", metadata).with("spec", spec).with("status", status);
    }

    private static Dict fromV1(Dict object) {
        var metadata = Members.object(object, "metadata");
        var annotations = Members.object(metadata, "annotations");
        var spec = Members.object(object, "spec");
        var metrics = new ArrayList<Object>();
        for (var metric : list(parsed(annotations, "metrics"))) {
            metrics.add(nested((Dict) metric, "target"));
        }
        if (spec.get("targetCPUUtilizationPercentage") instanceof Long percentage) {
            var target = Dict.of("type", "Utilization", "averageUtilization", percentage);
            metrics.add(Dict.of("type", "Resource", "resource", Dict.of("name", "cpu", "target", target)));
        }
        spec = spec.with("targetCPUUtilizationPercentage", null)
                .with("metrics", metrics.isEmpty() ? null : List.copyOf(metrics));
        spec = Members.withPresent(spec, "behavior", parsed(annotations, "behavior"));
        var status = Members.object(object, "status").with("currentCPUUtilizationPercentage", null);
        status = Members.withPresent(status, "conditions", parsed(annotations, "conditions"));
        var currents = list(parsed(annotations, "current-metrics")).stream()
                .map(metric -> (Object) nested((Dict) metric, "current"))
                .toList();
        status = status.with("currentMetrics", currents.isEmpty() ? null : currents);
        for (var name : List.of("metrics", "behavior", "conditions", "current-metrics")) {
            annotations = annotations.with(PREFIX + name, null);
        }
        metadata = metadata.with("annotations", annotations.isEmpty() ? null : annotations);
        return object.with("metadata", metadata).with("spec", spec).with("status", status);
    }

    private static @Nullable Object cpuUtilization(Dict metric, String member) {
        var resource = Members.object(metric, "resource");
        return "cpu".equals(resource.get("name"))
                ? Members.object(resource, member).get("averageUtilization")
                : null;
    }

    private static List<?> list(Dict owner, String name) {
        return list(owner.get(name));
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Dict annotated(Dict annotations, String name, @Nullable Object value) {
        boolean nothing = value == null || (value instanceof List<?> list && list.isEmpty());
        return nothing ? annotations : annotations.with(PREFIX + name, JsonWriter.text(Objects.requireNonNull(value)));
    }

    /** What the annotation holds; one that a client has spoilt counts as absent, as upstream takes it. */
    private static @Nullable Object parsed(Dict annotations, String name) {
        if (!(annotations.get(PREFIX + name) instanceof String text)) {
            return null;
        }
        try {
            return JsonReader.any(text.getBytes(StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            return null;
        }
    }
}
