package io.navarch.apiserver.policy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.navarch.model.kind.Kinds;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import io.navarch.store.StoreClosedException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the status of each new generation of a ValidatingAdmissionPolicy what a check of its types found. Hears of policies on
 * the store's watch thread; each check runs on a thread of its own.
 */
public final class PolicyTypeChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyTypeChecks.class);
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String PLURAL = "validatingadmissionpolicies";

    private final ObjectStores stores;
    private final Supplier<Kinds> kinds;
    private final Clock clock;
    private final PolicyTypeCheck check = new PolicyTypeCheck();
    private final StoreMirror mirror;
    private volatile boolean closed;

    public PolicyTypeChecks(Store store, ObjectStores stores, Supplier<Kinds> kinds, Clock clock) {
        this.stores = stores;
        this.kinds = kinds;
        this.clock = clock;
        var kind = kinds.get().definition(GROUP, PLURAL).orElseThrow();
        this.mirror = StoreMirror.open(store, kind, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                look(key.name());
            }

            @Override
            public void remove(ObjectKey key) {
                // Nobody looks at the status of what is gone.
            }
        });
    }

    private void look(String name) {
        clock.activity().start("policy-type-check", () -> {
            try {
                check(name);
            } catch (StoreClosedException e) {
                LOG.debug("the store was closed while policy {} was checked", name);
            } catch (ApiException e) {
                if (!e.isNotFound() && !closed) {
                    LOG.warn("the status of policy {} cannot be written: {}", name, e.getMessage());
                }
            }
        });
    }

    private void check(String name) {
        var store = stores.of(GROUP, PLURAL);
        var found = store.find("", name);
        if (found == null || closed || isChecked(found)) {
            return;
        }
        var spec = found.get("spec") instanceof Obj stated ? stated : Dict.EMPTY;
        var warnings = check.warnings(spec, kinds.get());
        long generation = new ValidatingAdmissionPolicy(found).metadata().generation();
        store.guaranteedUpdate("", name, false, stored -> {
            var policy = new ValidatingAdmissionPolicy(stored);
            return policy.metadata().generation() != generation
                    ? stored
                    : policy.withStatus(status -> status.withObservedGeneration(generation)
                                    .withTypeChecking(checking -> checking.withExpressionWarnings(warnings)))
                            .tree();
        });
    }

    private static boolean isChecked(Struct object) {
        var policy = new ValidatingAdmissionPolicy(object);
        return policy.status().observedGeneration() == policy.metadata().generation();
    }

    @Override
    public void close() {
        closed = true;
        mirror.close();
    }
}
