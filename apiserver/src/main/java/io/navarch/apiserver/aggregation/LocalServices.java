package io.navarch.apiserver.aggregation;

import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.apiserver.discovery.ServedGroups;
import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.apiregistration.v1.APIServiceSpec;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.NudgedWorker;
import io.navarch.store.StoreClosedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an APIService for each version of a group that this server answers itself: of built-in groups from the start, of
 * custom ones as long as they are served. One thread writes them; anybody may say that there is something to look at.
 */
public final class LocalServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalServices.class);
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final String ALWAYS = "true";
    private static final String ON_START = "onstart";

    /** Groups that are no groups of this kind: the aggregator's own, and what registers itself. */
    private static final Set<String> OTHERS = Set.of("apiregistration.k8s.io", "metrics.k8s.io");

    private final ObjectStores stores;
    private final ApiServices services;
    private final Supplier<Kinds> kinds;
    private final NudgedWorker worker;

    public LocalServices(ObjectStores stores, ApiServices services, Supplier<Kinds> kinds, Clock clock) {
        this.stores = stores;
        this.services = services;
        this.kinds = kinds;
        this.worker = new NudgedWorker(clock.activity(), "api-services", this::round);
    }

    /** Begins; called once, when the built-in ones are there. */
    public LocalServices start() {
        worker.start();
        services.onChange(this::look);
        look();
        return this;
    }

    /** Those of the built-in groups. */
    public static List<APIService> builtIn(Kinds kinds) {
        var all = new ArrayList<APIService>();
        for (var group : ServedGroups.groups(kinds)) {
            for (var version : ServedGroups.versions(kinds, group)) {
                boolean custom = ServedGroups.resources(kinds, group, version).stream()
                        .anyMatch(served -> served.definition().custom());
                if (!custom && !OTHERS.contains(group)) {
                    all.add(service(group, version, Priorities.of(group, version), ON_START));
                }
            }
        }
        return all;
    }

    private static APIService service(String group, String version, Priorities priorities, String managed) {
        return APIService.KIND
                .empty()
                .withMetadata(ObjectMeta.EMPTY.withName(version + "." + group).withLabels(Map.of(MANAGED, managed)))
                .withSpec(APIServiceSpec.EMPTY
                        .withGroup(group)
                        .withVersion(version)
                        .withGroupPriorityMinimum(priorities.group())
                        .withVersionPriority(priorities.version()));
    }

    /** Says that kinds or registrations have changed. */
    public void look() {
        worker.nudge();
    }

    private void round() {
        try {
            write();
        } catch (StoreClosedException e) {
            LOG.debug("the store was closed while APIServices were written");
        } catch (RuntimeException e) {
            LOG.warn("the APIServices of custom resources cannot be written: {}", e.toString());
        }
    }

    private void write() {
        var missing = custom(kinds.get());
        for (var present : services.all()) {
            boolean served = missing.remove(present.name()) != null;
            if (!served && ALWAYS.equals(present.metadata().labels().get(MANAGED))) {
                delete(present.name());
            }
        }
        missing.values().forEach(this::create);
    }

    private static Map<String, APIService> custom(Kinds kinds) {
        var all = new HashMap<String, APIService>();
        kinds.definitions().stream()
                .filter(kind -> kind.custom())
                .flatMap(kind -> kind.versions().stream().map(version -> new ServedKind(kind, version)))
                .filter(served -> served.version().served())
                .map(served -> service(served.group(), served.version().version(), Priorities.CUSTOM, ALWAYS))
                .forEach(service -> all.put(service.name(), service));
        return all;
    }

    private void create(APIService service) {
        try {
            stores.of(APIService.KIND.group(), APIService.KIND.resource())
                    .create(Bootstrap.SERVER, service.tree(), false);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            LOG.debug("{} is there already", service.name());
        }
    }

    private void delete(String name) {
        try {
            stores.of(APIService.KIND.group(), APIService.KIND.resource())
                    .delete(Bootstrap.SERVER, "", name, DeleteOptions.NONE);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            LOG.debug("{} is gone already", name);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
