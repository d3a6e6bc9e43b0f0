package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.registry.Deletion;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.Set;

/** The classes that the system itself runs in cannot be deleted. */
final class PriorityClassStrategy implements Strategy {
    private static final Set<String> SYSTEM = Set.of("system-cluster-critical", "system-node-critical");

    @Override
    public Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
        var name = new PriorityClass(stored).name();
        if (SYSTEM.contains(name)) {
            throw ApiException.forbidden(
                    "scheduling.k8s.io",
                    "priorityclasses",
                    name,
                    "this is a system priority class and cannot be deleted");
        }
        return new Deletion.Now();
    }
}
