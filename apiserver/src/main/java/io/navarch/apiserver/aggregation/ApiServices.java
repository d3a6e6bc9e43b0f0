package io.navarch.apiserver.aggregation;

import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.kind.Kinds;
import io.navarch.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registered APIServices as the store has them. Thread-safe. */
public final class ApiServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServices.class);

    private final ConcurrentMap<String, APIService> byName = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final StoreMirror mirror;

    /** Begins to follow the store; what is there is known when the constructor returns. */
    public ApiServices(Store store, Kinds kinds) {
        var kind = kinds.definition(APIService.KIND.group(), APIService.KIND.resource())
                .orElseThrow();
        mirror = StoreMirror.open(store, kind, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                try {
                    byName.put(key.name(), APIService.KIND.read(json));
                } catch (RuntimeException e) {
                    LOG.error("the APIService {} cannot be read: {}", key.name(), e.toString());
                }
                changed();
            }

            @Override
            public void remove(ObjectKey key) {
                byName.remove(key.name());
                changed();
            }
        });
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    /** Has this called after each change, on the store's watch thread: it must be quick. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    Collection<APIService> all() {
        return List.copyOf(byName.values());
    }

    @Nullable
    APIService find(String group, String version) {
        return byName.get(version + "." + group);
    }

    @Override
    public void close() {
        mirror.close();
    }
}
