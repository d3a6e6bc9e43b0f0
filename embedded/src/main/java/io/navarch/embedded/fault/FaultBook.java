package io.navarch.embedded.fault;

import io.navarch.apiserver.pipeline.RequestGate;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.embedded.Faults;
import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.Requests;
import io.navarch.embedded.fault.FaultRule.Active;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rules by which requests are disturbed, and what they did. Thread-safe. */
public final class FaultBook implements Faults, RequestGate {
    private static final int REMEMBERED = 1_000;

    private final Clock clock;
    private final long seed;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Active> rules = new ArrayList<>();
    private final ArrayDeque<Done> injected = new ArrayDeque<>();
    private final Set<OpenWatch> watches = ConcurrentHashMap.newKeySet();
    private final Reach reach;
    private volatile boolean anyRule;
    private volatile @Nullable Function<String, Supplier<RequestRecord>> log;

    /** A fault, and the request to which it was done, whose answer may be still to come. */
    private record Done(
            String fault, Instant time, @Nullable Supplier<RequestRecord> request) {}

    /** What of the cluster is reached beside its requests. */
    public interface Reach {
        /** Hands a lease to a stranger. */
        void takeLease(String namespace, String name);

        /** Lets the control plane's clock jump. */
        void jumpClock(Duration by);

        /** Lets a node's clock jump. */
        void jumpClock(String node, Duration by);
    }

    public FaultBook(Clock clock, long seed, Reach reach) {
        this.clock = clock;
        this.seed = seed;
        this.random = new java.util.SplittableRandom(seed);
        this.reach = reach;
    }

    /** Says who writes down what was done to the request of the calling thread. */
    public void logTo(Function<String, Supplier<RequestRecord>> noting) {
        log = noting;
    }

    @Override
    public ApiResponse pass(ApiRequest request, ApiHandler next) throws InterruptedException {
        var disturbance = anyRule ? disturbance(request) : null;
        var response = disturbance == null ? next.handle(request) : disturbed(disturbance, request, next);
        if (request.info().verb().equals("watch") && response.body() instanceof ApiResponse.Stream stream) {
            return new ApiResponse(
                    response.status(),
                    response.contentType(),
                    response.headers(),
                    new ApiResponse.Stream(open(request, stream.frames(), response.contentType())));
        }
        return response;
    }

    private OpenWatch open(ApiRequest request, ApiResponse.Frames frames, String contentType) {
        boolean json = contentType.startsWith("application/json");
        var watch = new OpenWatch[1];
        watch[0] = new OpenWatch(request, frames, json, () -> watches.remove(watch[0]));
        watches.add(watch[0]);
        return watch[0];
    }

    private ApiResponse disturbed(Disturbance disturbance, ApiRequest request, ApiHandler next)
            throws InterruptedException {
        var noting = log;
        if (noting != null) {
            remember(new Done(disturbance.words(), clock.now(), noting.apply(disturbance.words())));
        }
        return disturbance.disturb(request, next, clock);
    }

    /** Writes down a fault of something that is no request. */
    public void note(String fault) {
        remember(new Done(fault, clock.now(), null));
    }

    private void remember(Done done) {
        lock.lock();
        try {
            if (injected.size() == REMEMBERED) {
                injected.removeFirst();
            }
            injected.add(done);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Disturbance disturbance(ApiRequest request) {
        lock.lock();
        try {
            long now = clock.nanos();
            for (var rule : rules) {
                if (rule.hits(request, now, random::nextDouble)) {
                    return rule.disturbance();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    void add(Active rule) {
        lock.lock();
        try {
            rules.add(rule);
            anyRule = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Rule on(Requests which) {
        return new FaultRule(this, which);
    }

    @Override
    public Faults down(Requests which, Duration howLong) {
        note("server down for " + howLong + " for " + which);
        long until = clock.nanos() + howLong.toNanos();
        add(new Active(which, 0, Integer.MAX_VALUE, 1, until, new Disturbance.DropRequest()));
        return cutWatches(which);
    }

    @Override
    public Faults expireWatches(Requests which) {
        return end(which, "expired", OpenWatch::expire);
    }

    @Override
    public Faults cutWatches(Requests which) {
        return end(which, "cut", OpenWatch::cut);
    }

    private Faults end(Requests which, String word, Consumer<OpenWatch> how) {
        int ended = 0;
        for (var watch : watches) {
            if (Matching.fits(which, watch.request())) {
                how.accept(watch);
                ended++;
            }
        }
        if (ended > 0) {
            note(ended + " open watches " + word + " of " + which);
        }
        return this;
    }

    @Override
    public Faults takeLease(String namespace, String name) {
        note("lease " + namespace + "/" + name + " handed to a stranger");
        reach.takeLease(namespace, name);
        return this;
    }

    @Override
    public Faults jumpClock(Duration by) {
        note("the control plane's clock jumps by " + by);
        reach.jumpClock(by);
        return this;
    }

    @Override
    public Faults jumpClock(String node, Duration by) {
        note("the clock of node " + node + " jumps by " + by);
        reach.jumpClock(node, by);
        return this;
    }

    @Override
    public <T> T draw(List<T> among) {
        if (among.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to draw from");
        }
        lock.lock();
        try {
            return among.get(random.nextInt(among.size()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            rules.clear();
            anyRule = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public List<Injection> injected() {
        lock.lock();
        try {
            return injected.stream()
                    .map(done -> new Injection(done.fault, done.time, done.request == null ? null : done.request.get()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
