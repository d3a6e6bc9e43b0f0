/**
 * The kinds the API serves, as data: a {@link io.navarch.model.kind.KindDefinition} for each, read from what the build
 * compiled out of {@code src/main/kinds}, or made at run time from a CustomResourceDefinition. Everything is immutable; any
 * thread may use it.
 */
@NullMarked
package io.navarch.model.kind;

import org.jspecify.annotations.NullMarked;
