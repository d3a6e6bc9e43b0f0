/** The store contract and its suite; the embedded engine and the in-memory one. */
@NullMarked
package io.navarch.store;

import org.jspecify.annotations.NullMarked;
