package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.meta.v1.Status;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonWriter;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into the answer that says so. The only place where a Status is written. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** The Status as an answer, with Retry-After if it asks for patience. */
    public static ApiResponse response(Status status) {
        int code = status.code() == 0 ? 500 : status.code();
        var response = ApiResponse.json(code, JsonWriter.bytes(status.tree()));
        long patience = status.details().retryAfterSeconds();
        return patience > 0 ? response.withHeader("Retry-After", Long.toString(patience)) : response;
    }

    /** The answer to a failure of any kind; what nobody foresaw is logged. */
    public static ApiResponse response(ApiRequest request, Throwable failure) {
        return switch (failure) {
            case ApiException refusal -> response(refusal.status());
            case DecodeException refusal ->
                response(ApiException.badRequest(message(refusal)).status());
            case io.navarch.store.StoreClosedException closed ->
                response(new ApiException(Reason.SERVICE_UNAVAILABLE, "the server is shutting down").status());
            default -> unexpected(request, failure);
        };
    }

    private static ApiResponse unexpected(ApiRequest request, Throwable failure) {
        LOG.error(
                "{} {} by {} failed",
                request.method(),
                request.path(),
                request.user().name(),
                failure);
        return response(ApiException.internal(message(failure)).status());
    }

    private static String message(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    static ApiResponse interrupted() {
        return response(new ApiException(Reason.SERVICE_UNAVAILABLE, "the request was interrupted").status());
    }

    static ApiResponse badTarget(IllegalArgumentException failure) {
        return ApiResponse.text(400, "400 Bad Request: " + message(failure));
    }

    static ApiResponse tooManyRequests() {
        return new ApiResponse(
                429,
                "text/plain; charset=utf-8",
                Map.of("Retry-After", List.of("1")),
                ApiResponse.text(429, "Too many requests, please try again later.")
                        .body());
    }

    /** 401, for credentials that are not known. */
    public static ApiResponse unauthorized() {
        return response(new ApiException(Reason.UNAUTHORIZED, "Unauthorized").status());
    }

    /** 413, for a body beyond the limit. */
    public static ApiResponse tooLarge(long limit) {
        return response(new ApiException(
                        Reason.REQUEST_ENTITY_TOO_LARGE,
                        "Request entity too large: limit is " + limit,
                        StatusDetails.EMPTY)
                .status());
    }
}
