/**
 * Tells clients what the server serves: {@code /api}, {@code /apis} and the lists below them, in the old form and the aggregated
 * one. The documents are computed once for each set of kinds and kept as bytes. Called on request threads.
 */
@NullMarked
package io.navarch.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
