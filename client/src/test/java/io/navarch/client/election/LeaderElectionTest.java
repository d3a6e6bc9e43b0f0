package io.navarch.client.election;

import static io.navarch.client.ScriptedTransport.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.ScriptedTransport;
import io.navarch.model.coordination.v1.Lease;
import io.navarch.runtime.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> log = new CopyOnWriteArrayList<>();
    private @Nullable Lease stored;
    private long version;
    private volatile String cutOff = "";

    private LeaderElection candidate(String name) {
        var transport = new ScriptedTransport(call -> {
            if (cutOff.equals(name)) {
                throw new UncheckedIOException(new IOException("cut off"));
            }
            return answer(call);
        });
        return new LeaderElection(
                new KubeClient(transport),
                "kube-system",
                "it",
                name,
                clock,
                () -> log.add(name + " leads"),
                () -> log.add(name + " stops"));
    }

    private synchronized Answer answer(Call call) {
        if (call.method().equals("GET")) {
            return stored == null ? json(404, "{}") : json(200, stored.toString());
        }
        var wanted = Lease.KIND.read(call.body());
        boolean clash = call.method().equals("POST")
                ? stored != null
                : stored == null
                        || !wanted.metadata()
                                .resourceVersion()
                                .equals(stored.metadata().resourceVersion());
        if (clash) {
            return json(409, "{\"kind\":\"Status\",\"reason\":\"Conflict\",\"code\":409}");
        }
        stored = wanted.withMetadata(meta -> meta.withResourceVersion(Long.toString(++version)));
        return json(200, stored.toString());
    }

    private synchronized Lease lease() {
        assertThat(stored).isNotNull();
        return stored;
    }

    /** Moves time in steps until the condition holds. */
    private void run(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            clock.advance(Duration.ofMillis(100));
            // The candidates run on other threads, which must get their turn before time moves on.
            LockSupport.parkNanos(500_000);
        }
    }

    @Test
    void oneLeadsAndTheOtherTakesOverWhenItIsCutOff() {
        var a = candidate("a");
        var b = candidate("b");
        a.start();
        run(a::leader);
        assertThat(lease().spec().leaseDurationSeconds()).isEqualTo(15);
        assertThat(lease().spec().leaseTransitions()).isEqualTo(1);
        b.start();
        var renewed = lease().spec().renewTime();
        run(() -> !lease().spec().renewTime().equals(renewed));
        assertThat(b.leader()).isFalse();
        cutOff = "a";
        run(b::leader);
        assertThat(log).startsWith("a leads", "a stops", "b leads");
        assertThat(a.leader()).isFalse();
        assertThat(lease().spec().holderIdentity()).isEqualTo("b");
        a.close();
        b.close();
    }

    @Test
    void givesTheLeaseUpWhenItCloses() {
        var a = candidate("a");
        a.start();
        run(a::leader);
        a.close();
        assertThat(log).containsExactly("a leads", "a stops");
        assertThat(lease().spec().holderIdentity()).isEmpty();
        var b = candidate("b");
        b.start();
        run(b::leader);
        assertThat(lease().spec().holderIdentity()).isEqualTo("b");
        b.close();
    }
}
