package io.navarch.controllers.autoscaling;

import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.model.Quantity;
import io.navarch.model.Timestamps;
import io.navarch.model.autoscaling.v2.MetricIdentifier;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads metrics from the APIs that serve them. Thread-safe; blocks. */
final class MetricReader {
    private static final String RESOURCES = "/apis/metrics.k8s.io/v1beta1/namespaces/";
    private static final String CUSTOM = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/";
    private static final String EXTERNAL = "/apis/external.metrics.k8s.io/v1beta1/namespaces/";
    private static final Pattern DURATION_PART = Pattern.compile("([0-9.]+)(ms|s|m|h)");

    private final Transport transport;

    MetricReader(Transport transport) {
        this.transport = transport;
    }

    /**
     * What pods use of a resource; a pod of which some container was not measured is left out.
     *
     * @param container measured alone; "" for whole pods
     */
    Map<String, PodSample> resource(String namespace, LabelSelector selector, String resource, String container)
            throws MetricException {
        var items = items(RESOURCES + namespace + "/pods?labelSelector=" + encode(selector.toString()), "resource");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from resource metrics API");
        }
        var samples = new HashMap<String, PodSample>();
        for (var item : items) {
            var used = used(item, resource, container);
            if (used.isPresent()) {
                samples.put(text(dict(item, "metadata"), "name"), sample(item, used.getAsLong()));
            }
        }
        return samples;
    }

    private static OptionalLong used(Dict pod, String resource, String container) {
        long sum = 0;
        boolean found = false;
        for (var each : list(pod, "containers")) {
            if (!container.isEmpty() && !container.equals(text(each, "name"))) {
                continue;
            }
            if (!(dict(each, "usage").get(resource) instanceof String usage)) {
                return OptionalLong.empty();
            }
            sum += Quantity.parse(usage).milliValue();
            found = true;
        }
        return found ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    /** A custom metric of each of the pods. */
    Map<String, PodSample> pods(String namespace, LabelSelector selector, MetricIdentifier metric)
            throws MetricException {
        var path = CUSTOM + namespace + "/pods/*/" + encode(metric.name()) + "?labelSelector="
                + encode(selector.toString()) + metricSelector(metric);
        var samples = new HashMap<String, PodSample>();
        for (var item : items(path, "custom")) {
            samples.put(text(dict(item, "describedObject"), "name"), sample(item, value(item)));
        }
        if (samples.isEmpty()) {
            throw new MetricException("no metrics returned from custom metrics API");
        }
        return samples;
    }

    /** A custom metric of one object, in thousandths; resource such as {@code ingresses.networking.k8s.io}. */
    long object(String namespace, String resource, String name, MetricIdentifier metric) throws MetricException {
        var path = CUSTOM + namespace + "/" + resource + "/" + encode(name) + "/" + encode(metric.name()) + "?"
                + metricSelector(metric);
        var items = items(path, "custom");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from custom metrics API");
        }
        return value(items.get(0));
    }

    /** The sum of the values of an external metric, in thousandths. */
    long external(String namespace, MetricIdentifier metric) throws MetricException {
        var path = EXTERNAL + namespace + "/" + encode(metric.name()) + "?labelSelector=" + encode(selector(metric));
        var items = items(path, "external");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from external metrics API");
        }
        return items.stream().mapToLong(MetricReader::value).sum();
    }

    private static String metricSelector(MetricIdentifier metric) {
        return metric.hasSelector() ? "&metricLabelSelector=" + encode(selector(metric)) : "";
    }

    static String selector(MetricIdentifier metric) {
        return LabelSelector.of(metric.selector()).toString();
    }

    private List<Dict> items(String path, String api) throws MetricException {
        try {
            var answer = transport.call(Call.get(path)).orThrow();
            return JsonReader.any(answer.body()) instanceof Dict dict ? list(dict, "items") : List.of();
        } catch (ApiException e) {
            throw new MetricException("unable to fetch metrics from " + api + " metrics API: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new MetricException("unable to fetch metrics from " + api + " metrics API: " + e.getMessage());
        }
    }

    private static PodSample sample(Dict item, long milli) {
        var at = Timestamps.instantOrEpoch(text(item, "timestamp"));
        var window = item.get("windowSeconds") instanceof Long seconds
                ? Duration.ofSeconds(seconds)
                : duration(text(item, "window"));
        return new PodSample(milli, at, window.isZero() ? Duration.ofMinutes(1) : window);
    }

    private static long value(Dict item) {
        return item.get("value") instanceof Object value
                ? Quantity.parse(value.toString()).milliValue()
                : 0;
    }

    private static Duration duration(String text) {
        var sum = Duration.ZERO;
        var parts = DURATION_PART.matcher(text);
        while (parts.find()) {
            double unit =
                    switch (parts.group(2)) {
                        case "h" -> 3600;
                        case "m" -> 60;
                        case "ms" -> 0.001;
                        default -> 1;
                    };
            sum = sum.plusNanos((long) (Double.parseDouble(parts.group(1)) * unit * 1e9));
        }
        return sum;
    }

    private static Dict dict(Dict parent, String name) {
        return parent.get(name) instanceof Dict dict ? dict : Dict.EMPTY;
    }

    private static String text(Dict parent, String name) {
        return parent.get(name) instanceof String text ? text : "";
    }

    private static List<Dict> list(Dict parent, String name) {
        var found = new ArrayList<Dict>();
        if (parent.get(name) instanceof List<?> list) {
            for (var entry : list) {
                if (entry instanceof Dict dict) {
                    found.add(dict);
                }
            }
        }
        return found;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
