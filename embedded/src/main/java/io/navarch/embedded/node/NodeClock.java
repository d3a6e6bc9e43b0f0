package io.navarch.embedded.node;

import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Activity;
import java.time.Duration;
import java.time.Instant;

/** The clock of a node, whose wall clock may differ from the cluster's. Spans of time are the same. Thread-safe. */
final class NodeClock implements Clock {
    private final Clock cluster;
    private volatile Duration ahead;

    NodeClock(Clock cluster, Duration ahead) {
        this.cluster = cluster;
        this.ahead = ahead;
    }

    /** How much later it shows than the cluster's. */
    Duration ahead() {
        return ahead;
    }

    synchronized void jump(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant now() {
        return cluster.now().plus(ahead);
    }

    @Override
    public long nanos() {
        return cluster.nanos();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return cluster.after(delay, task);
    }

    @Override
    public Timer after(Duration period, Routine routine, Runnable task) {
        return cluster.after(period, routine, task);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        cluster.sleep(duration);
    }

    @Override
    public void sleep(Duration period, Routine routine) throws InterruptedException {
        cluster.sleep(period, routine);
    }

    @Override
    public void letOthersWork(Duration duration) throws InterruptedException {
        cluster.letOthersWork(duration);
    }

    @Override
    public Activity activity() {
        return cluster.activity();
    }

    /** Does nothing: the cluster's clock has all that is pending. */
    @Override
    public void close() {}
}
