package io.navarch.apiserver.registry;

import io.navarch.model.kind.Kinds;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a {@link Registry} is made of.
 *
 * @param kinds the kinds served now; asked on every request
 * @param admission makes the admission of writes, given the storage of everything
 * @param eventLifetime how long an event is kept after its last write; upstream's default is an hour
 */
public record RegistryParts(
        Store store,
        Clock clock,
        RandomGenerator random,
        Supplier<Kinds> kinds,
        ObjectRules rules,
        Strategies strategies,
        Function<ObjectStores, Admission> admission,
        Converters converters,
        TableMaker tables,
        ApplyPatcher apply,
        Duration eventLifetime) {}
