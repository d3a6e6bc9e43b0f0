/**
 * Simple requests, one after the other on some threads: the same for a cluster in this process, for one over HTTPS, and for rivals in
 * processes of their own.
 */
@NullMarked
package io.navarch.bench.crud;

import org.jspecify.annotations.NullMarked;
