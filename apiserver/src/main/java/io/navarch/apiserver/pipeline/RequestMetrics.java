package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.runtime.Clock;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times requests under upstream's metric names. Thread-safe. */
public final class RequestMetrics {
    private final Clock clock;
    private final Counter requests;
    private final Histogram durations;
    private final ConcurrentHashMap<Shape, Points> points = new ConcurrentHashMap<>();

    private record Shape(
            String verb, String group, String version, String resource, String subresource, String scope, int code) {}

    private record Points(CounterDataPoint count, DistributionDataPoint duration) {}

    public RequestMetrics(PrometheusRegistry registry, Clock clock, InFlight inFlight) {
        this.clock = clock;
        requests = Counter.builder()
                .name("apiserver_request_total")
                .help(
                        "Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, "
                                + "scope, component, and HTTP response code.")
                .labelNames(
                        "verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component", "code")
                .register(registry);
        durations = Histogram.builder()
                .name("apiserver_request_duration_seconds")
                .help(
                        "Response latency distribution in seconds for each verb, dry run value, group, version, resource, "
                                + "subresource, scope and component.")
                .labelNames("verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component")
                .classicOnly()
                .classicUpperBounds(
                        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30,
                        45, 60)
                .register(registry);
        GaugeWithCallback.builder()
                .name("apiserver_current_inflight_requests")
                .help(
                        "Maximal number of currently used inflight request limit of this apiserver per request kind in last second.")
                .labelNames("request_kind")
                .callback(callback -> {
                    callback.call(inFlight.readsInWork(), "readOnly");
                    callback.call(inFlight.writesInWork(), "mutating");
                })
                .register(registry);
    }

    long begin(ApiRequest request) {
        return clock.nanos();
    }

    void end(ApiRequest request, ApiResponse response, long begun) {
        var found = points.computeIfAbsent(shape(request, response.status()), this::points);
        found.count.inc();
        found.duration.observe((clock.nanos() - begun) / 1e9);
    }

    private Points points(Shape shape) {
        return new Points(
                requests.labelValues(
                        shape.verb,
                        "",
                        shape.group,
                        shape.version,
                        shape.resource,
                        shape.subresource,
                        shape.scope,
                        "apiserver",
                        Integer.toString(shape.code)),
                durations.labelValues(
                        shape.verb,
                        "",
                        shape.group,
                        shape.version,
                        shape.resource,
                        shape.subresource,
                        shape.scope,
                        "apiserver"));
    }

    private static Shape shape(ApiRequest request, int code) {
        var info = request.info();
        if (!info.resourceRequest() || code == 404 && info.name().isEmpty()) {
            return new Shape(request.method(), "", "", "", "", "", code);
        }
        return new Shape(
                verb(info), info.group(), info.version(), info.resource(), info.subresource(), scope(info), code);
    }

    private static String verb(RequestInfo info) {
        return switch (info.verb()) {
            case "get" -> "GET";
            case "list" -> "LIST";
            case "watch" -> "WATCH";
            case "create" -> "POST";
            case "update" -> "PUT";
            case "patch" -> "PATCH";
            case "delete" -> "DELETE";
            case "deletecollection" -> "DELETECOLLECTION";
            default -> "OTHER";
        };
    }

    private static String scope(RequestInfo info) {
        if (!info.name().isEmpty() || info.verb().equals("create")) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }
}
