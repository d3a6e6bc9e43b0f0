/**
 * The admission plugins that are built in, each named as upstream names it, in upstream's order: they fill in what a
 * namespace, a class or the system decides, and refuse what may not be. Called on request threads; talk to the other objects of
 * the server through {@link io.navarch.apiserver.registry.ObjectStores}.
 */
@NullMarked
package io.navarch.apiserver.admission;

import org.jspecify.annotations.NullMarked;
