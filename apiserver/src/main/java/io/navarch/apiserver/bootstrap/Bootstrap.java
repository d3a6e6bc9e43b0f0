package io.navarch.apiserver.bootstrap;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.request.User;
import io.navarch.model.Kind;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what every cluster has from the start, as far as it is missing. Objects are made side by side, so that a durable store
 * gathers them in few commits. May run at every start: what is there already costs a look.
 */
public final class Bootstrap {
    /** The identity of the server's own writes. */
    public static final User SERVER = User.of("system:apiserver", User.MASTERS);

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");
    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private final ObjectStores stores;

    public Bootstrap(ObjectStores stores) {
        this.stores = stores;
    }

    /**
     * Makes the namespaces and the default objects; returns when all are there.
     *
     * @param configMaps further config maps of the kube-system and kube-public namespaces
     * @param services the APIServices of what the server answers itself
     * @throws IllegalStateException if something cannot be made
     */
    public void run(List<ConfigMap> configMaps, List<APIService> services) throws InterruptedException {
        var tasks = new ArrayList<Runnable>();
        NAMESPACES.forEach(name -> tasks.add(() -> ensureNamespace(name)));
        DefaultObjects.all().forEach(object -> tasks.add(() -> ensure(object)));
        configMaps.forEach(map -> tasks.add(() -> ensure(map)));
        services.forEach(service -> tasks.add(() -> ensure(service)));
        inParallel(tasks);
    }

    /** Makes the namespaces that are missing, as when somebody deleted one. */
    public void ensureNamespaces() {
        NAMESPACES.forEach(this::ensureNamespace);
    }

    private static void inParallel(List<Runnable> tasks) throws InterruptedException {
        var failures = new ConcurrentLinkedQueue<RuntimeException>();
        var threads = new ArrayList<Thread>();
        for (var task : tasks) {
            threads.add(Thread.ofVirtual().name("bootstrap").start(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        var first = failures.peek();
        if (first != null) {
            throw new IllegalStateException(
                    failures.size() + " default objects could not be made: " + first.getMessage(), first);
        }
    }

    private void ensureNamespace(String name) {
        if (stores.of("", "namespaces").find("", name) == null) {
            create(Namespace.KIND, named(Namespace.KIND.empty().tree(), "", name));
        }
    }

    private void ensure(ConfigMap wanted) {
        var maps = stores.of("", "configmaps");
        if (maps.find(wanted.namespace(), wanted.name()) == null) {
            create(ConfigMap.KIND, wanted.tree());
            return;
        }
        maps.update(
                SERVER,
                wanted.namespace(),
                wanted.name(),
                false,
                stored -> new ConfigMap(stored).data().equals(wanted.data())
                        ? stored
                        : stored.with("data", wanted.tree().get("data")));
    }

    private void ensure(APIService wanted) {
        if (stores.of(APIService.KIND.group(), APIService.KIND.resource()).find("", wanted.name()) == null) {
            create(APIService.KIND, wanted.tree());
        }
    }

    private void ensure(DefaultObjects.Default wanted) {
        var store = stores.of(wanted.kind().group(), wanted.kind().resource());
        if (store.find(wanted.namespace(), wanted.name()) == null) {
            create(wanted.kind(), wanted.object());
            return;
        }
        store.update(SERVER, wanted.namespace(), wanted.name(), false, stored -> reconciled(stored, wanted.object()));
    }

    /** The stored object with the default rules and subjects that it lacks, if it wants to be kept up to date. */
    private static Struct reconciled(Struct stored, Struct wanted) {
        var metadata = stored.get("metadata") instanceof Struct struct ? new ObjectMeta(struct) : ObjectMeta.EMPTY;
        if (!"true".equals(metadata.annotations().get(AUTO_UPDATE))) {
            return stored;
        }
        // A role that gathers others has its rules written by the aggregation controller.
        if (wanted.type().field("aggregationRule") != null && wanted.get("aggregationRule") != null) {
            return stored;
        }
        var changed = stored;
        for (var field : List.of("rules", "subjects")) {
            if (wanted.type().field(field) != null && wanted.get(field) instanceof List<?> defaults) {
                changed = changed.with(field, union(stored.get(field), defaults));
            }
        }
        return changed;
    }

    private static List<Object> union(@Nullable Object stored, List<?> defaults) {
        var all = new LinkedHashSet<Object>(stored instanceof List<?> list ? list : List.of());
        all.addAll(defaults);
        return List.copyOf(all);
    }

    private void create(Kind<?> kind, Struct object) {
        try {
            stores.of(kind.group(), kind.resource()).create(SERVER, object, false);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            LOG.debug("{} was made by another server meanwhile", e.getMessage());
        }
    }

    static Struct named(Struct object, String namespace, String name) {
        return object.with(
                "metadata",
                ObjectMeta.EMPTY.withName(name).withNamespace(namespace).tree());
    }

    /** A config map with these entries. */
    public static ConfigMap configMap(String namespace, String name, Map<String, String> data) {
        return ConfigMap.KIND
                .empty()
                .withMetadata(ObjectMeta.EMPTY.withName(name).withNamespace(namespace))
                .withData(data);
    }
}
