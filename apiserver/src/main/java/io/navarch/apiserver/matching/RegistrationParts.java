package io.navarch.apiserver.matching;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.registry.Converters;
import io.navarch.apiserver.registry.ObjectRules;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.kind.Kinds;
import java.util.function.Supplier;

/**
 * What admission by registered webhooks and policies works with.
 *
 * @param kinds the kinds that are served now
 * @param authorizer whom expressions may ask
 */
public record RegistrationParts(
        ObjectStores stores, Converters converters, ObjectRules rules, Supplier<Kinds> kinds, Authorizer authorizer) {}
