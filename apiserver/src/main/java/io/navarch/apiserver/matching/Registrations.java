package io.navarch.apiserver.matching;

import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.kind.KindDefinition;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Follows the objects that register webhooks and policies. Who has just written one finds it in force with the next request:
 * for some seconds after such a write, requests wait until the followers have heard what is stored. Thread-safe.
 */
public final class Registrations implements AutoCloseable {
    private static final long WATCHFUL_NANOS = 5_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Store store;
    private final Clock clock;
    private final List<StoreMirror> mirrors = new CopyOnWriteArrayList<>();
    private volatile boolean written;
    private volatile long lastWrite;

    public Registrations(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Tells the listener all objects of the kind, now and as they change. */
    public void follow(KindDefinition kind, StoreMirror.Listener listener) {
        mirrors.add(StoreMirror.open(store, kind, listener));
    }

    /** Says that a registration is about to be written. */
    public void noteWrite() {
        lastWrite = clock.nanos();
        written = true;
    }

    /** Waits, if something was written of late, until it is known. */
    public void catchUp() throws InterruptedException {
        if (!written) {
            return;
        }
        if (clock.nanos() - lastWrite > WATCHFUL_NANOS) {
            written = false;
            return;
        }
        long revision = store.revision();
        for (var mirror : mirrors) {
            mirror.await(revision, PATIENCE);
        }
    }

    @Override
    public void close() {
        mirrors.forEach(StoreMirror::close);
    }
}
