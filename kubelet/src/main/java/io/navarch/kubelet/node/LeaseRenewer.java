package io.navarch.kubelet.node;

import io.navarch.client.KubeClient;
import io.navarch.client.Resource;
import io.navarch.model.Timestamps;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.model.coordination.v1.LeaseSpec;
import io.navarch.model.core.v1.Node;
import io.navarch.model.meta.v1.OwnerReference;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the node's lease in {@code kube-node-lease} every 10 seconds: the cheap sign of life. */
public final class LeaseRenewer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewer.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int DURATION_SECONDS = 40;

    private final String node;
    private final KubeClient client;
    private final Resource<Lease> leases;
    private final Clock clock;
    private @Nullable Lease last;
    private @Nullable Thread thread;

    public LeaseRenewer(String node, KubeClient client, Clock clock) {
        this.node = node;
        this.client = client;
        this.leases = client.of(Lease.KIND, "kube-node-lease");
        this.clock = clock;
    }

    public synchronized void start() {
        thread = clock.activity().start("lease-" + node, this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (renew()) {
                    clock.sleep(PERIOD, Clock.Routine.SIGN_OF_LIFE);
                } else {
                    clock.sleep(RETRY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renew() {
        try {
            var known = last == null ? leases.find(node).orElse(null) : last;
            last = known == null ? create() : leases.update(known.withSpec(spec(known.spec())));
            return true;
        } catch (ApiException | UncheckedIOException e) {
            LOG.debug("lease of node {} was not renewed, trying again: {}", node, e.toString());
            last = null;
            return false;
        }
    }

    private Lease create() {
        var owner = client.of(Node.KIND).get(node);
        var reference = OwnerReference.EMPTY
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(owner.uid());
        return leases.create(Lease.EMPTY
                .withMetadata(meta -> meta.withName(node).withOwnerReferences(List.of(reference)))
                .withSpec(spec(LeaseSpec.EMPTY)));
    }

    private LeaseSpec spec(LeaseSpec before) {
        return before.withHolderIdentity(node)
                .withLeaseDurationSeconds(DURATION_SECONDS)
                .withRenewTime(Timestamps.ofMicro(clock.now()));
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
