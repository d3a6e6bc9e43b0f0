package io.navarch.controllers.pods;

import io.navarch.client.informer.Informer;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what a controller has written and its cache does not show yet, so that nobody counts too few pods and makes more.
 * Revisions are one line: once the cache has seen the revision of the last write, it shows all of them. Thread-safe; entries
 * of one key are touched by one worker at a time.
 */
public final class Expectations {
    private final Informer<Pod> pods;
    private final Map<ObjectKey, Long> written = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Set<String>> deleted = new ConcurrentHashMap<>();

    public Expectations(Informer<Pod> pods) {
        this.pods = pods;
    }

    /** A pod was created for the key. */
    public void created(ObjectKey key, Pod pod) {
        written.merge(key, Long.parseLong(pod.metadata().resourceVersion()), Math::max);
    }

    /** A pod of the key was asked to go. */
    public void deleted(ObjectKey key, Pod pod) {
        deleted.computeIfAbsent(key, absent -> ConcurrentHashMap.newKeySet()).add(pod.uid());
    }

    /** A deletion came to nothing: it is not waited for. */
    public void notDeleted(ObjectKey key, Pod pod) {
        var gone = deleted.get(key);
        if (gone != null) {
            gone.remove(pod.uid());
        }
    }

    /** Whether the cache shows everything that was written for the key. */
    public boolean settled(ObjectKey key) {
        var version = written.get(key);
        if (version != null && !pods.hasSeen(version.toString())) {
            return false;
        }
        var gone = deleted.get(key);
        if (gone == null || gone.isEmpty()) {
            return true;
        }
        var stillActive = new HashSet<String>();
        for (var pod : pods.lister().in(key.namespace())) {
            if (gone.contains(pod.uid()) && !Pods.terminating(pod)) {
                stillActive.add(pod.uid());
            }
        }
        gone.retainAll(stillActive);
        return gone.isEmpty();
    }

    /** The key's owner is gone. */
    public void forget(ObjectKey key) {
        written.remove(key);
        deleted.remove(key);
    }
}
