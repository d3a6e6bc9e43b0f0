/**
 * The schema of every built-in type, read from the facts in {@code schema.tsv}. Immutable once read; any thread may use it.
 */
@NullMarked
package io.navarch.model.schema;

import org.jspecify.annotations.NullMarked;
