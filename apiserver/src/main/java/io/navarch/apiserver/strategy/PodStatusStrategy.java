package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;

/** What the kubelet and others may report of a Pod. Its owners and its class are not theirs to change. */
final class PodStatusStrategy implements Strategy {
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new Pod(stored);
        var after = new Pod(wanted);
        if (after.status().qosClass().isEmpty()) {
            after = after.withStatus(after.status().withQosClass(before.status().qosClass()));
        }
        var owners = before.metadata().tree().get("ownerReferences");
        return after.tree().with("metadata", after.metadata().tree().with("ownerReferences", owners));
    }
}
