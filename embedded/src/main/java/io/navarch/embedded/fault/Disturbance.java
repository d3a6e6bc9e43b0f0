package io.navarch.embedded.fault;

import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.runtime.Clock;
import java.time.Duration;

/** What is done to a request instead of just answering it. */
sealed interface Disturbance {
    /** Answers the request, disturbed. */
    ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) throws InterruptedException;

    /** What is done, in the words of a report. */
    String words();

    record Fail(int code, String message) implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) {
            throw new ApiException(ApiException.status(Reason.of("", code), message, StatusDetails.EMPTY)
                    .withCode(code));
        }

        @Override
        public String words() {
            return "failed with " + code;
        }
    }

    record Conflict() implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) {
            var info = request.info();
            throw ApiException.conflict(
                    info.group(),
                    info.resource(),
                    info.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }

        @Override
        public String words() {
            return "conflict";
        }
    }

    record Throttle(Duration retryAfter) implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) {
            throw new ApiException(
                    Reason.TOO_MANY_REQUESTS,
                    "Too many requests, please try again later.",
                    StatusDetails.EMPTY.withRetryAfterSeconds(Math.clamp(retryAfter.toSeconds(), 1, 3600)));
        }

        @Override
        public String words() {
            return "throttled for " + retryAfter.toSeconds() + " s";
        }
    }

    record Delay(Duration howLong) implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) throws InterruptedException {
            clock.sleep(howLong);
            return next.handle(request);
        }

        @Override
        public String words() {
            return "delayed by " + howLong.toMillis() + " ms";
        }
    }

    record DropRequest() implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) {
            return ApiResponse.lost();
        }

        @Override
        public String words() {
            return "request dropped";
        }
    }

    record DropAnswer() implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) throws InterruptedException {
            discard(next.handle(request));
            return ApiResponse.lost();
        }

        @Override
        public String words() {
            return "answer dropped";
        }
    }

    record Duplicate() implements Disturbance {
        @Override
        public ApiResponse disturb(ApiRequest request, ApiHandler next, Clock clock) throws InterruptedException {
            try {
                discard(next.handle(request));
            } catch (ApiException e) {
                // Nobody sees the first answer.
            }
            return next.handle(request);
        }

        @Override
        public String words() {
            return "done twice";
        }
    }

    private static void discard(ApiResponse response) {
        if (response.body() instanceof ApiResponse.Stream stream) {
            stream.frames().close();
        }
    }
}
