package io.navarch.apiserver.registry;

import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply and the bookkeeping of who manages which field. Objects are trees of the served version. Thread-safe;
 * refuses by {@link io.navarch.model.status.ApiException}.
 */
public interface ApplyPatcher {
    /** Who writes, and through which door. */
    record Writer(String manager, String subresource, boolean force) {}

    /**
     * The live object with the applied configuration merged in and its manager recorded.
     *
     * @param live what is stored, or null to create
     * @param applied the configuration the client sent
     */
    Struct apply(ServedKind served, @Nullable Struct live, Struct applied, Writer writer);

    /**
     * The wanted object with {@code metadata.managedFields} brought up to date after a create, update or patch.
     *
     * @param live what is stored, or null on create
     */
    Struct track(ServedKind served, @Nullable Struct live, Struct wanted, Writer writer);
}
