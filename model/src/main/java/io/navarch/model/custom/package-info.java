/**
 * What a CustomResourceDefinition says about its objects: the structural schema, and pruning, defaulting and validation by it;
 * and the {@link io.navarch.model.kind.KindDefinition} that it makes. Immutable values and pure functions; any thread may use
 * them.
 */
@NullMarked
package io.navarch.model.custom;

import org.jspecify.annotations.NullMarked;
