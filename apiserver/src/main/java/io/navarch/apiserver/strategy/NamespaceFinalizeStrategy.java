package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.tree.Struct;

/** Takes finalizers out of a Namespace's spec; its status stays. */
final class NamespaceFinalizeStrategy implements Strategy {
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        return wanted.with("status", stored.get("status"));
    }
}
