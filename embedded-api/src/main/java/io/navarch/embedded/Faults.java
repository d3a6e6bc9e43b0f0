package io.navarch.embedded;

import java.time.Duration;
import java.util.List;

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

    /** Ends all rules. */
    void clear();

    /** The number that decides about shares; the same seed and requests give the same faults. */
    long seed();

    /** What was done to requests, the oldest first; the last 1,000. */
    List<Injection> injected();

    /**
     * A fault that was injected.
     *
     * @param fault what was done, in words
     * @param request the request to which it was done
     */
    record Injection(String fault, RequestRecord request) {
        @Override
        public String toString() {
            return fault + ": " + request;
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
