package io.navarch.embedded.request;

import io.navarch.apiserver.pipeline.RequestGate;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.embedded.RequestRecord;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The last requests with their answers, and the one that the calling thread is answering. Thread-safe. */
public final class RequestLog implements RequestGate {
    private static final int SIZE = 5_000;

    private final Clock clock;
    private final Clock real;
    private final RequestGate inner;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<LoggedRequest> last = new ArrayDeque<>();
    private final ThreadLocal<@Nullable LoggedRequest> current = new ThreadLocal<>();

    /**
     * @param clock says when requests came
     * @param real measures how long they took
     * @param inner stands around what is logged
     */
    public RequestLog(Clock clock, Clock real, RequestGate inner) {
        this.clock = clock;
        this.real = real;
        this.inner = inner;
    }

    @Override
    public ApiResponse pass(ApiRequest request, ApiHandler next) throws InterruptedException {
        var entry = new LoggedRequest(request, clock.now());
        add(entry);
        var outer = current.get();
        current.set(entry);
        long begun = real.nanos();
        try {
            var response = inner.pass(request, next);
            entry.code = response.status();
            return response;
        } catch (ApiException e) {
            entry.code = e.status().code();
            entry.message = e.status().message();
            throw e;
        } finally {
            entry.nanos = real.nanos() - begun;
            if (outer == null) {
                current.remove();
            } else {
                current.set(outer);
            }
        }
    }

    private void add(LoggedRequest entry) {
        lock.lock();
        try {
            if (last.size() == SIZE) {
                last.removeFirst();
            }
            last.add(entry);
        } finally {
            lock.unlock();
        }
    }

    /** The request that the calling thread is answering. */
    Optional<LoggedRequest> current() {
        return Optional.ofNullable(current.get());
    }

    /**
     * Writes down what was done to the request that the calling thread is answering.
     *
     * @return gives the request, with its answer as soon as there is one
     */
    public Supplier<RequestRecord> disturbed(String fault) {
        var entry = Objects.requireNonNull(current.get(), "no request on this thread");
        entry.fault = fault;
        return entry::toRecord;
    }

    /** The last requests, the oldest first. */
    public List<RequestRecord> requests() {
        lock.lock();
        try {
            return last.stream().map(LoggedRequest::toRecord).toList();
        } finally {
            lock.unlock();
        }
    }

    /** A request of the log; the answer is filled in by the thread that gives it. */
    static final class LoggedRequest {
        private final Instant time;
        private final String user;
        private final String agent;
        private final String verb;
        private final String path;
        private volatile int code;
        private volatile long nanos;
        private volatile String message = "";
        private volatile String fault = "";

        LoggedRequest(ApiRequest request, Instant time) {
            this.time = time;
            this.user = request.user().name();
            this.agent = Objects.requireNonNullElse(request.header("user-agent"), "");
            this.verb = request.info().resourceRequest() ? request.info().verb() : request.method();
            this.path = request.path() + Queries.text(request.query());
        }

        RequestRecord toRecord() {
            return new RequestRecord(time, user, agent, verb, path, code, Duration.ofNanos(nanos), message, fault);
        }
    }
}
