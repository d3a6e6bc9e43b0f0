package io.navarch.apiserver.flowcontrol;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.Kind;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.flowcontrol.v1.FlowSchema;
import io.navarch.model.flowcontrol.v1.FlowSchemaCondition;
import io.navarch.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.navarch.model.kind.Kinds;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.NudgedWorker;
import io.navarch.store.Store;
import io.navarch.store.StoreClosedException;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the condition Dangling of every FlowSchema: whether the priority level that it names is missing. Thread-safe. */
public final class DanglingSchemas implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DanglingSchemas.class);
    private static final String TYPE = "Dangling";

    private final ObjectStores stores;
    private final Clock clock;
    private final ConcurrentMap<String, FlowSchema> schemas = new ConcurrentHashMap<>();
    private final Set<String> levels = ConcurrentHashMap.newKeySet();
    private final NudgedWorker worker;
    private final StoreMirror levelMirror;
    private final StoreMirror schemaMirror;

    public DanglingSchemas(Store store, ObjectStores stores, Kinds kinds, Clock clock) {
        this.stores = stores;
        this.clock = clock;
        worker = new NudgedWorker(clock.activity(), "flow-schemas", this::round);
        levelMirror = follow(store, kinds, PriorityLevelConfiguration.KIND, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                if (levels.add(key.name())) {
                    worker.nudge();
                }
            }

            @Override
            public void remove(ObjectKey key) {
                levels.remove(key.name());
                worker.nudge();
            }
        });
        schemaMirror = follow(store, kinds, FlowSchema.KIND, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                try {
                    schemas.put(key.name(), FlowSchema.KIND.read(json));
                    worker.nudge();
                } catch (RuntimeException e) {
                    LOG.error("the flow schema {} cannot be read: {}", key.name(), e.toString());
                }
            }

            @Override
            public void remove(ObjectKey key) {
                schemas.remove(key.name());
            }
        });
    }

    private static StoreMirror follow(Store store, Kinds kinds, Kind<?> kind, StoreMirror.Listener listener) {
        return StoreMirror.open(
                store, kinds.definition(kind.group(), kind.resource()).orElseThrow(), listener);
    }

    /** Begins to write; called once, when the default objects are there. */
    public DanglingSchemas start() {
        worker.start();
        worker.nudge();
        return this;
    }

    private void round() {
        for (var schema : schemas.values()) {
            if (!told(schema).equals(schema)) {
                try {
                    write(schema.name());
                } catch (StoreClosedException e) {
                    LOG.debug("the store was closed while flow schemas were looked at");
                    return;
                } catch (ApiException e) {
                    if (!e.isNotFound()) {
                        LOG.warn("the status of flow schema {} cannot be written: {}", schema.name(), e.getMessage());
                    }
                }
            }
        }
    }

    private void write(String name) {
        stores.of(FlowSchema.KIND.group(), FlowSchema.KIND.resource()).guaranteedUpdate("", name, false, this::told);
    }

    private Struct told(Struct stored) {
        return told(new FlowSchema(stored)).tree();
    }

    /** The schema with the condition that is true now; itself if it says so already. */
    private FlowSchema told(FlowSchema schema) {
        var level = schema.spec().priorityLevelConfiguration().name();
        boolean found = levels.contains(level);
        var status = found ? "False" : "True";
        var words = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\" "
                + (found ? "and it exists" : "but there is no such object");
        var conditions = new ArrayList<>(schema.status().conditions());
        var before =
                conditions.stream().filter(known -> known.type().equals(TYPE)).findFirst();
        if (before.isPresent()
                && before.get().status().equals(status)
                && before.get().message().equals(words)) {
            return schema;
        }
        conditions.removeIf(known -> known.type().equals(TYPE));
        conditions.add(FlowSchemaCondition.EMPTY
                .withType(TYPE)
                .withStatus(status)
                .withReason(found ? "Found" : "NotFound")
                .withMessage(words)
                .withLastTransitionTime(Timestamps.of(clock.now())));
        return schema.withStatus(known -> known.withConditions(conditions));
    }

    @Override
    public void close() {
        worker.close();
        schemaMirror.close();
        levelMirror.close();
    }
}
