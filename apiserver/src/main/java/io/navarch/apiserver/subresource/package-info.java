/**
 * Sub-resources that are not views of their object: binding a pod, tokens of service accounts. Stateless handlers, called on
 * request threads; they change objects through {@link io.navarch.apiserver.registry.ObjectStores}.
 */
@NullMarked
package io.navarch.apiserver.subresource;

import org.jspecify.annotations.NullMarked;
