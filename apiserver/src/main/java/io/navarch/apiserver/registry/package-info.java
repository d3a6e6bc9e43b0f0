/**
 * One generic path for every kind, built in or custom: get, list, watch, create, update, patch, delete. A kind adds its rules
 * as a {@link io.navarch.apiserver.registry.Strategy}, everything else follows from its definition. Runs on the request's
 * thread; talks to the store, the watch cache and admission.
 */
@NullMarked
package io.navarch.apiserver.registry;

import org.jspecify.annotations.NullMarked;
