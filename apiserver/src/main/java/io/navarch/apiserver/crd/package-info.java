/**
 * Custom resources: follows the CustomResourceDefinitions in the store, accepts their names, and lets the kinds that they make
 * be served on the registry's generic path, under the rules of their schemas. A store's thread publishes kinds; one virtual
 * thread writes conditions, and one for each definition that is deleted empties it. Talks to the store and the registry.
 */
@NullMarked
package io.navarch.apiserver.crd;

import org.jspecify.annotations.NullMarked;
