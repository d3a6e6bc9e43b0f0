package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many requests are worked on at once, reads and writes apart. A request beyond the bound waits a while in a line
 * of bounded length and is then sent away. Long-running requests, health checks and cluster administrators are not counted.
 */
public final class InFlight {
    private static final Set<String> LONG_RUNNING_SUBRESOURCES =
            Set.of("attach", "exec", "log", "portforward", "proxy");
    private static final Set<String> READING_VERBS = Set.of("get", "list", "watch", "head", "options");
    private static final int LINE = 10_000;
    private static final long PATIENCE_SECONDS = 15;

    private final Semaphore reads;
    private final Semaphore writes;
    private final int maxReads;
    private final int maxWrites;

    /** Upstream's defaults are 400 reads and 200 writes. */
    public InFlight(int maxReads, int maxWrites) {
        this.maxReads = maxReads;
        this.maxWrites = maxWrites;
        this.reads = new Semaphore(maxReads);
        this.writes = new Semaphore(maxWrites);
    }

    /** A place among the requests in work; given back by closing it. */
    interface Seat extends AutoCloseable {
        @Override
        void close();
    }

    static boolean isLongRunning(RequestInfo info) {
        return info.verb().equals("watch") || LONG_RUNNING_SUBRESOURCES.contains(info.subresource());
    }

    /** Takes a place, or null if there is none to be had. */
    @Nullable
    Seat enter(ApiRequest request) throws InterruptedException {
        if (!request.info().resourceRequest() || request.user().groups().contains(User.MASTERS)) {
            return () -> {};
        }
        var places = READING_VERBS.contains(request.info().verb()) ? reads : writes;
        if (!places.tryAcquire()) {
            if (places.getQueueLength() > LINE || !places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return null;
            }
        }
        return places::release;
    }

    /** How many reads are in work now. */
    public int readsInWork() {
        return maxReads - reads.availablePermits();
    }

    /** How many writes are in work now. */
    public int writesInWork() {
        return maxWrites - writes.availablePermits();
    }
}
