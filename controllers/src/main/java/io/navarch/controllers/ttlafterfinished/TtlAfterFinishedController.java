package io.navarch.controllers.ttlafterfinished;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.batch.v1.Job;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes each finished Job {@code ttlSecondsAfterFinished} after its end. */
public final class TtlAfterFinishedController implements Controller {
    private static final int WORKERS = 5;

    private final KubeClient client;
    private final Lister<Job> jobs;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    public TtlAfterFinishedController(ControllerContext context) {
        client = context.client(name());
        clock = context.clock();
        var informer = context.informers().of(Job.KIND);
        jobs = informer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        informer.onChange((before, after) -> {
            if (after != null && expiry(after).isPresent()) {
                loop.queue().add(after.key());
            }
        });
    }

    /** When the Job shall go; empty if it has not ended or may stay. */
    static Optional<Instant> expiry(Job job) {
        if (!job.spec().hasTtlSecondsAfterFinished() || job.metadata().hasDeletionTimestamp()) {
            return Optional.empty();
        }
        return job.status().conditions().stream()
                .filter(c -> c.status().equals("True")
                        && (c.type().equals("Complete") || c.type().equals("Failed")))
                .findFirst()
                .map(c -> Timestamps.instantOrEpoch(c.lastTransitionTime())
                        .plusSeconds(job.spec().ttlSecondsAfterFinished()));
    }

    private Next reconcile(ObjectKey key) {
        var left = jobs.find(key).flatMap(this::left);
        if (left.isEmpty()) {
            return Next.done();
        }
        if (left.get().isPositive()) {
            return Next.after(left.get());
        }
        // The cache may lag behind a longer time to live.
        var fresh = client.of(Job.KIND).find(key);
        var freshLeft = fresh.flatMap(this::left);
        if (fresh.isEmpty() || freshLeft.isEmpty()) {
            return Next.done();
        }
        if (freshLeft.get().isPositive()) {
            return Next.after(freshLeft.get());
        }
        try {
            client.of(Job.KIND, key.namespace())
                    .deleteIfPresent(
                            key.name(),
                            new DeleteOptions(null, "Foreground", fresh.get().uid(), ""));
        } catch (ApiException e) {
            if (!e.isConflict()) {
                throw e;
            }
        }
        return Next.done();
    }

    private Optional<Duration> left(Job job) {
        return expiry(job).map(end -> Duration.between(clock.now(), end));
    }

    @Override
    public String name() {
        return "ttl-after-finished-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
