package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.Forbidden;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import java.util.List;
import java.util.Map;

/**
 * Answers requests whose sender is known:
 * <pre>
 * request info → gate → flow control → impersonation → authorisation → registry or a non-resource handler → Status for what failed
 * </pre>
 * It never throws: every failure is an answer. Thread-safe; a call blocks until the head of the answer is known.
 */
public final class Pipeline {
    private final Authorizer authorizer;
    private final InFlight inFlight;
    private final Impersonation impersonation;
    private final ApiHandler resources;
    private final Routes routes;
    private final RequestMetrics metrics;
    private final RequestGate gate;

    /**
     * @param resources answers what is below {@code /api/VERSION} and {@code /apis/GROUP/VERSION}
     * @param routes answers the rest
     * @param gate stands around every request
     */
    public Pipeline(
            Authorizer authorizer,
            InFlight inFlight,
            ApiHandler resources,
            Routes routes,
            RequestMetrics metrics,
            RequestGate gate) {
        this.authorizer = authorizer;
        this.inFlight = inFlight;
        this.impersonation = new Impersonation(authorizer);
        this.resources = resources;
        this.routes = routes;
        this.metrics = metrics;
        this.gate = gate;
    }

    /**
     * Answers a request.
     *
     * @param target the path with its query, as it stands in a request line
     * @param headers by lower-case name; several values of one header are joined by {@code ", "}, of an impersonation header
     *     by a line feed
     */
    public ApiResponse handle(String method, String target, Map<String, String> headers, byte[] body, User user) {
        RequestTarget parsed;
        try {
            parsed = RequestTarget.parse(target);
        } catch (IllegalArgumentException e) {
            return Failures.badTarget(e);
        }
        var info = RequestInfo.of(method, parsed.path(), parsed.query());
        return handle(new ApiRequest(method, parsed.path(), parsed.query(), headers, body, user, info));
    }

    /** Answers a request that is taken apart already. */
    public ApiResponse handle(ApiRequest request) {
        long begun = metrics.begin(request);
        ApiResponse response;
        try {
            response = gate.pass(request, this::admitted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response = Failures.interrupted();
        } catch (RuntimeException | StackOverflowError e) {
            response = Failures.response(request, e);
        }
        metrics.end(request, response, begun);
        return response;
    }

    private ApiResponse admitted(ApiRequest request) throws InterruptedException {
        if (InFlight.isLongRunning(request.info())) {
            return authorized(request);
        }
        var seat = inFlight.enter(request);
        if (seat == null) {
            return Failures.tooManyRequests();
        }
        try (seat) {
            return authorized(request);
        }
    }

    private ApiResponse authorized(ApiRequest original) throws InterruptedException {
        var request = impersonation.apply(original);
        var decision = authorizer.authorize(Authorizer.Attributes.of(request));
        if (!decision.allowed()) {
            throw Forbidden.of(request, decision.reason());
        }
        return request.info().resourceRequest() ? resources.handle(request) : routes.handle(request);
    }

    /** The headers of an answer that says how long to wait. */
    static Map<String, List<String>> retryAfter(int seconds) {
        return Map.of("Retry-After", List.of(Integer.toString(seconds)));
    }
}
