/**
 * The rules of the kinds that need more than data: pods, services and their addresses and ports, namespaces, jobs,
 * certificates. Each is a {@link io.navarch.apiserver.registry.Strategy}; {@link
 * io.navarch.apiserver.strategy.KindStrategies} finds it. Called on request threads. Allocators are the only state.
 */
@NullMarked
package io.navarch.apiserver.strategy;

import org.jspecify.annotations.NullMarked;
