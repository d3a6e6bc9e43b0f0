package io.navarch.store.mvcc;

import io.navarch.store.StoreClosedException;
import io.navarch.store.StoreException;
import io.navarch.store.Watch;
import io.navarch.store.WatchEvent;
import io.navarch.store.WatchListener;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One watch and its place in the history: all up to {@code place} has been told. Moved by the thread of the hub. */
final class WatchCursor implements Watch {
    private static final System.Logger LOG = System.getLogger(WatchCursor.class.getName());
    /** How many commits one watch hears before it is the next one's turn. */
    private static final int TURN = 1024;

    private final String prefix;
    private final long fromRevision;
    private final WatchListener listener;
    private final Consumer<WatchCursor> onClose;
    private Commit place;
    private volatile boolean closed;

    WatchCursor(String prefix, long fromRevision, WatchListener listener, Commit place, Consumer<WatchCursor> onClose) {
        this.prefix = prefix;
        this.fromRevision = fromRevision;
        this.listener = listener;
        this.place = place;
        this.onClose = onClose;
    }

    /** Tells the listener the next commits; true when there are more. */
    boolean advance() {
        Commit next = place.next();
        if (next == null || closed) {
            return false;
        }
        List<WatchEvent> found = List.of();
        for (int i = 0; next != null && i < TURN; i++) {
            if (next.revision() >= fromRevision) {
                found = matching(next.events(), found);
            }
            place = next;
            next = place.next();
        }
        if (place.revision() >= fromRevision) {
            tell(found);
        }
        return next != null;
    }

    private List<WatchEvent> matching(List<WatchEvent> events, List<WatchEvent> found) {
        List<WatchEvent> result = found;
        for (WatchEvent event : events) {
            if (event.record().key().startsWith(prefix)) {
                if (result.isEmpty()) {
                    result = new ArrayList<>();
                }
                result.add(event);
            }
        }
        return result;
    }

    private void tell(List<WatchEvent> events) {
        try {
            listener.onEvents(events, place.revision());
        } catch (StoreClosedException e) {
            end(e);
        } catch (RuntimeException | Error e) {
            // A listener that missed events would go on with a false picture: better none.
            LOG.log(Level.ERROR, "watch of " + prefix + " ended: its listener failed", e);
            close();
        }
    }

    /** Ends the watch on the store's side. */
    void end(StoreException cause) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            listener.onEnd(cause);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "listener of the watch of " + prefix + " failed at its end", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
    }
}
