/**
 * The sub-resources whose objects are of another kind than the resource itself: scale, binding, eviction, token; and component
 * statuses, which nothing stores. Handlers of the registry, on request threads; they write through {@link
 * io.navarch.apiserver.registry.ObjectStores}.
 */
@NullMarked
package io.navarch.apiserver.subresource;

import org.jspecify.annotations.NullMarked;
