package io.navarch.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a cluster because a test wants it to. Rules are tried in the order in which they were made, and the first that
 * fits disturbs the request; whether a rule with a {@linkplain Rule#share share} fits is drawn from {@link #seed()}.
 *
 * <pre>{@code
 * cluster.faults().on(Requests.of("update", "leases.coordination.k8s.io")).nth(3).conflict();
 * cluster.faults().on(Requests.ALL.from("my-operator")).share(0.1).fail(500, "etcdserver: request timed out");
 * }</pre>
 *
 * <p>The cluster's own components are clients like any other: choose by user or agent to spare them.
 */
public interface Faults {
    /** Begins a rule about these requests. */
    Rule on(Requests which);

    /** Loses every connection of these requests for so long of the cluster's time: the server is down. */
    Faults down(Requests which, Duration howLong);

    /** Ends the open watches with 410 Expired, as if they had fallen too far behind. */
    Faults expireWatches(Requests which);

    /** Ends the open watches as a connection that breaks does. */
    Faults cutWatches(Requests which);

    /** Hands a lease, with which somebody leads, to a stranger, so that the leader finds it lost. */
    Faults takeLease(String namespace, String name);

    /**
     * Lets the wall clock of the control plane (API server, scheduler, controllers) jump forward or, if negative, back, as a
     * correction of the time does or a machine that was suspended. Nodes keep theirs. What waits for a span of time waits as long as
     * before: only what compares times of day is surprised (tokens, certificates, schedules of CronJobs, deadlines of Jobs), as
     * upstream's components are, which measure spans by a clock that does not jump.
     */
    Faults jumpClock(Duration by);

    /** Lets the wall clock of a node jump, by which its kubelet and its containers go. */
    Faults jumpClock(String node, Duration by);

    /** One of them, such as a node to lose, drawn from the {@link #seed()}. */
    <T> T draw(List<T> among);

    /** Ends all rules. */
    void clear();

    /** The number that decides about shares; the same seed and requests give the same faults. */
    long seed();

    /** What was done to requests, nodes, watches, leases and clocks, the oldest first; the last 1,000. */
    List<Injection> injected();

    /**
     * A fault that was injected.
     *
     * @param fault what was done, in words
     * @param time when, by the cluster's clock
     * @param request the request to which it was done; null if it was done to something else
     */
    record Injection(String fault, Instant time, @Nullable RequestRecord request) {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

        @Override
        public String toString() {
            return request == null ? TIME.format(time) + " " + fault : fault + ": " + request;
        }
    }

    /** Which of the chosen requests are disturbed, and how. A rule works as soon as it is said how. */
    interface Rule {
        /** Only the n-th request that fits, counted from 1. */
        Rule nth(int n);

        /** At most so many of the requests that fit. */
        Rule times(int count);

        /** Each request that fits with this probability, between 0 and 1. */
        Rule share(double probability);

        /** Answers with a Status of this code, and does nothing. */
        Faults fail(int code, String message);

        /** Answers 409 Conflict, as if somebody had changed the object meanwhile. */
        Faults conflict();

        /** Answers 429 and asks for patience. */
        Faults throttle(Duration retryAfter);

        /** Holds the request up for so long of the cluster's time. */
        Faults delay(Duration howLong);

        /** Does nothing and closes the connection. */
        Faults dropRequest();

        /** Does what is asked, but closes the connection instead of answering. */
        Faults dropAnswer();

        /** Does what is asked twice, as a client that lost the first answer does, and gives the second answer. */
        Faults duplicate();
    }
}
