/**
 * Label and field selectors: the text forms of query parameters and the objects of {@code spec.selector}. Immutable,
 * any thread; they talk to nothing.
 */
@NullMarked
package io.navarch.model.selector;

import org.jspecify.annotations.NullMarked;
