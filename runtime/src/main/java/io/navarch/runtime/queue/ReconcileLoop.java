package io.navarch.runtime.queue;

import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers that take keys from a queue and hand them to a reconciler; a failure is logged and tried again with back-off. */
public final class ReconcileLoop<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

    private final String name;
    private final WorkQueue<K> queue;
    private final Reconciler<K> reconciler;
    private final List<Thread> workers = new ArrayList<>();

    public ReconcileLoop(String name, Clock clock, Reconciler<K> reconciler) {
        this(name, new WorkQueue<>(clock), reconciler);
    }

    public ReconcileLoop(String name, WorkQueue<K> queue, Reconciler<K> reconciler) {
        this.name = name;
        this.queue = queue;
        this.reconciler = reconciler;
    }

    public String name() {
        return name;
    }

    public WorkQueue<K> queue() {
        return queue;
    }

    /** Starts the given number of workers, each a virtual thread. */
    public synchronized ReconcileLoop<K> start(int count) {
        for (int i = 0; i < count; i++) {
            workers.add(queue.activity().start(name + "-" + i, this::work));
        }
        return this;
    }

    private void work() {
        try {
            for (var key = queue.take(); key != null; key = queue.take()) {
                try {
                    run(key);
                } finally {
                    queue.done(key);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(K key) throws InterruptedException {
        try {
            switch (reconciler.reconcile(key)) {
                case Next.Done done -> queue.forget(key);
                case Next.After after -> {
                    queue.forget(key);
                    queue.addAfter(key, after.delay());
                }
                case Next.Routine routine -> {
                    queue.forget(key);
                    queue.addRoutinely(key, routine.period());
                }
                case Next.Retry retry -> queue.addWithBackOff(key);
            }
        } catch (ApiException e) {
            refused(key, e);
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            queue.addWithBackOff(key);
            if (queue.failures(key) <= 1) {
                LOG.debug("{}: {} failed, trying again: {}", name, key, e.toString());
            } else {
                LOG.warn("{}: {} failed {} times, trying again", name, key, queue.failures(key), e);
            }
        }
    }

    /** The server's refusals are everyday life; they say enough without the place in the code. */
    private void refused(K key, ApiException refusal) {
        if (isOfDyingNamespace(refusal)) {
            // What the key names goes with the namespace: there is nothing to try again.
            queue.forget(key);
            return;
        }
        queue.addWithBackOff(key);
        int failures = queue.failures(key);
        if (failures <= 1) {
            LOG.debug("{}: {} was refused, trying again: {}", name, key, refusal.getMessage());
        } else {
            LOG.info("{}: {} was refused {} times, trying again: {}", name, key, failures, refusal.getMessage());
        }
    }

    private static boolean isOfDyingNamespace(ApiException refusal) {
        return refusal.status().details().causes().stream()
                .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
    }

    /** Lets no new key begin and waits until the running ones have ended or are interrupted. */
    @Override
    public synchronized void close() {
        queue.close();
        workers.forEach(Thread::interrupt);
        for (var worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        workers.clear();
    }
}
