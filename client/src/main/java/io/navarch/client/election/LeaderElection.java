package io.navarch.client.election;

import io.navarch.client.KubeClient;
import io.navarch.client.Resource;
import io.navarch.model.Timestamps;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.coordination.v1.LeaseSpec;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election for a Lease and tells when leadership begins and ends. A leader that could not renew in time
 * counts itself out before others may take over, so that there are never two.
 */
public final class LeaderElection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Resource<Lease> leases;
    private final String name;
    private final String identity;
    private final Clock clock;
    private final Runnable started;
    private final Runnable stopped;
    private @Nullable Thread thread;
    private Clock.@Nullable Timer deadline;
    private long leadsUntil;
    private volatile boolean closed;
    private volatile boolean leader;

    /** The holder and renewal last seen, and when this process saw it: other machines' clocks are not trusted. */
    private String observed = "";

    private long observedAt;

    /**
     * @param identity unique among the candidates
     * @param started called when leadership begins; must return
     * @param stopped called when it ends
     */
    public LeaderElection(
            KubeClient client,
            String namespace,
            String name,
            String identity,
            Clock clock,
            Runnable started,
            Runnable stopped) {
        this.leases = client.of(Lease.KIND, namespace);
        this.name = name;
        this.identity = identity;
        this.clock = clock;
        this.started = started;
        this.stopped = stopped;
    }

    public synchronized void start() {
        thread = clock.activity().start("election-" + identity, this::run);
    }

    public boolean leader() {
        return leader;
    }

    private void run() {
        try {
            while (!closed) {
                long begun = clock.nanos();
                if (acquireOrRenew()) {
                    renewed(begun);
                }
                clock.sleep(RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leads until the deadline after the renewal began: a timer ends it, as the next renewal may hang. */
    private synchronized void renewed(long begun) {
        if (closed) {
            return;
        }
        if (deadline != null) {
            deadline.cancel();
        }
        leadsUntil = begun + RENEW_DEADLINE.toNanos();
        deadline = clock.after(Duration.ofNanos(leadsUntil - clock.nanos()), this::lost);
        if (!leader) {
            leader = true;
            LOG.info("{} became leader of {}", identity, name);
            started.run();
        }
    }

    private synchronized void lost() {
        if (leader && !closed && clock.nanos() - leadsUntil >= 0) {
            leader = false;
            LOG.warn("{} lost leadership of {}", identity, name);
            stopped.run();
        }
    }

    private boolean acquireOrRenew() {
        try {
            var current = leases.find(name);
            var now = clock.now();
            if (current.isEmpty()) {
                leases.create(
                        Lease.EMPTY.withMetadata(meta -> meta.withName(name)).withSpec(held(LeaseSpec.EMPTY, now)));
                return true;
            }
            var spec = current.get().spec();
            var seen = spec.holderIdentity() + " " + spec.renewTime();
            if (!seen.equals(observed)) {
                observed = seen;
                observedAt = clock.nanos();
            }
            boolean mine = spec.holderIdentity().equals(identity);
            boolean free = spec.holderIdentity().isEmpty()
                    || clock.nanos() - observedAt
                            > Duration.ofSeconds(spec.leaseDurationSeconds()).toNanos();
            if (!mine && !free) {
                return false;
            }
            leases.update(current.get().withSpec(held(spec, now)));
            return true;
        } catch (ApiException | UncheckedIOException e) {
            LOG.debug("{}: could not take or renew {}: {}", identity, name, e.toString());
            return false;
        }
    }

    private LeaseSpec held(LeaseSpec before, Instant now) {
        boolean changesHands = !before.holderIdentity().equals(identity);
        var spec = before.withHolderIdentity(identity)
                .withLeaseDurationSeconds((int) LEASE.toSeconds())
                .withRenewTime(Timestamps.ofMicro(now));
        return changesHands
                ? spec.withAcquireTime(Timestamps.ofMicro(now)).withLeaseTransitions(before.leaseTransitions() + 1)
                : spec;
    }

    /** Leaves the election and gives the lease up, so that another need not wait for its end. */
    @Override
    public synchronized void close() {
        closed = true;
        if (deadline != null) {
            deadline.cancel();
        }
        if (thread != null) {
            thread.interrupt();
        }
        if (leader) {
            leader = false;
            stopped.run();
            try {
                leases.change(
                        name,
                        lease -> lease.spec().holderIdentity().equals(identity)
                                ? lease.withSpec(
                                        spec -> spec.withHolderIdentity("").withLeaseDurationSeconds(1))
                                : lease);
            } catch (ApiException | UncheckedIOException e) {
                LOG.debug("{} was not given up: {}", name, e.toString());
            }
        }
    }
}
