package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.User;
import io.navarch.model.kind.KindDefinition;
import io.navarch.runtime.Clock;

/**
 * What surrounds a write: who writes what, and how.
 *
 * @param kind of the object that is written
 * @param subresource "" for the object itself
 * @param namespace "" for cluster-scoped objects
 * @param name "" until a name has been generated
 * @param dryRun whether nothing shall be kept
 * @param stores the other objects of the server, past authorisation and admission
 */
public record WriteContext(
        KindDefinition kind,
        String subresource,
        String namespace,
        String name,
        User user,
        boolean dryRun,
        Clock clock,
        ObjectStores stores) {}
