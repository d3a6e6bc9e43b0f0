package io.navarch.client.informer;

import io.navarch.client.ListOptions;
import io.navarch.client.Resource;
import io.navarch.client.Transport;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.Latch;
import io.navarch.runtime.queue.BackOff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of all objects of a kind (of those that match its options) by list and watch, and tells handlers of each
 * change. Lists anew when the server has forgotten where the watch stood.
 */
public final class Informer<T extends KubeObject<T>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

    private final Resource<T> resource;
    private final ListOptions options;
    private final Clock clock;
    private final BackOff backOff = new BackOff(Duration.ofMillis(50), Duration.ofSeconds(30));
    private final Cache<T> cache = new Cache<>();
    private final List<Handler<T>> handlers = new CopyOnWriteArrayList<>();
    private final Latch synced;
    private final EventReader<T> reader;
    private volatile boolean closed;
    private volatile String lastVersion = "";
    private @Nullable Thread thread;
    private volatile @Nullable Known<T> known;
    private volatile Transport.@Nullable Frames frames;

    /** @param options selectors only; versions are the informer's own business */
    public Informer(Resource<T> resource, ListOptions options, Clock clock) {
        this.resource = resource;
        this.options = options;
        this.clock = clock;
        this.synced = new Latch(clock.activity(), 1);
        this.reader = new EventReader<>(resource.kind());
    }

    public Lister<T> lister() {
        return cache;
    }

    /**
     * Adds a handler. One added after the start first hears of every object that is in the cache, on the caller's thread, and
     * may hear of one that changes meanwhile twice.
     */
    public void onChange(Handler<T> handler) {
        handlers.add(handler);
        if (!lastVersion.isEmpty()) {
            cache.all().forEach(object -> handler.changed(null, object));
        }
    }

    /** The objects that are known at this moment; null before the first list. */
    @Nullable
    Map<ObjectKey, T> moment() {
        return synced() ? cache.copy() : null;
    }

    /**
     * Lets it begin without a list; before the start.
     *
     * @param objects all that there were
     * @param version at which that was so
     */
    void resume(Collection<T> objects, String version) {
        known = new Known<>(objects, version);
    }

    private record Known<T>(Collection<T> objects, String version) {}

    /** What was known is true once the server has agreed to go on from there. */
    private void takeKnown() {
        var taken = known;
        known = null;
        if (taken != null && !synced()) {
            take(taken.objects(), taken.version());
        }
    }

    /** Begins to list and watch; a second call does nothing. */
    public synchronized void start() {
        if (thread == null && !closed) {
            thread = clock.activity().start("informer-" + resource.kind().resource(), this::run);
        }
    }

    /** Whether the first list has been taken in. */
    public boolean synced() {
        return synced.open();
    }

    public void awaitSync() throws InterruptedException {
        synced.await();
    }

    /** The version up to which the cache has followed the server. */
    public String lastVersion() {
        return lastVersion;
    }

    /** Whether the cache holds what a write of this resource that was answered with the version has done. */
    public boolean hasSeen(String version) {
        return !lastVersion.isEmpty() && Long.parseLong(lastVersion) >= Long.parseLong(version);
    }

    private void run() {
        int failures = 0;
        var version = known == null ? "" : known.version();
        while (!closed) {
            try {
                if (version.isEmpty()) {
                    version = list();
                }
                var before = version;
                version = watch(before);
                // A server that ends watches without a word must not be asked again and again.
                failures = version.equals(before) ? pause(failures, new IOException("the watch ended at once")) : 0;
            } catch (ApiException e) {
                if (e.reason() == Reason.EXPIRED || e.reason() == Reason.GONE) {
                    version = "";
                } else {
                    failures = pause(failures, e);
                }
            } catch (UncheckedIOException | IOException e) {
                failures = pause(failures, e);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                version = "";
                failures = pause(failures, e);
            }
        }
    }

    private int pause(int failures, Exception cause) {
        if (closed) {
            return failures;
        }
        LOG.debug("watch of {} failed, trying again: {}", resource.kind(), cause.toString());
        try {
            clock.sleep(backOff.delay(failures + 1));
        } catch (InterruptedException e) {
            closed = true;
        }
        return failures + 1;
    }

    private record Change<T>(@Nullable T before, @Nullable T after) {}

    /**
     * The first list may be as old as the server's cache; a later one must not go back behind what was seen. The version moves
     * only when the whole list is in the cache, as the items of a list are in no order of versions.
     */
    private String list() {
        var list = resource.list(options.withResourceVersion(synced() ? "" : "0"));
        return take(list.items(), list.resourceVersion());
    }

    private String take(Collection<T> items, String version) {
        var gone = new HashSet<>(cache.keys());
        var changes = new ArrayList<Change<T>>();
        for (var item : items) {
            gone.remove(item.key());
            changes.add(new Change<>(cache.replace(item.key(), item), item));
        }
        gone.forEach(key -> changes.add(new Change<>(cache.replace(key, null), null)));
        lastVersion = version;
        changes.forEach(change -> tell(change.before(), change.after()));
        synced.countDown();
        return version;
    }

    private String watch(String from) throws IOException, InterruptedException {
        var version = from;
        try (var open = resource.watch(options.withResourceVersion(from))) {
            frames = open;
            if (closed) {
                return version;
            }
            takeKnown();
            for (var frame = open.next(); frame != null; frame = open.next()) {
                var event = reader.read(frame);
                version = event.object().metadata().resourceVersion();
                switch (event.type()) {
                    case ADDED, MODIFIED -> put(event.object(), version);
                    case DELETED -> remove(event.object().key(), version);
                    case BOOKMARK -> lastVersion = version;
                }
            }
        } finally {
            frames = null;
        }
        return version;
    }

    /** The version moves after the cache and before the handlers, so that a handler's work can rely on it. */
    private void put(T object, String version) {
        var before = cache.replace(object.key(), object);
        lastVersion = version;
        tell(before, object);
    }

    private void remove(ObjectKey key, String version) {
        var before = cache.replace(key, null);
        lastVersion = version;
        if (before != null) {
            tell(before, null);
        }
    }

    private void tell(@Nullable T before, @Nullable T after) {
        if (before != null
                && after != null
                && before.metadata().resourceVersion().equals(after.metadata().resourceVersion())) {
            return;
        }
        for (var handler : handlers) {
            try {
                handler.changed(before, after);
            } catch (RuntimeException e) {
                LOG.error("a handler of {} failed", resource.kind(), e);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        var open = frames;
        if (open != null) {
            open.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
