/**
 * The server under load: one that the bench starts as {@code ./navarch up} does, in a folder and on a port of its own, or one
 * that is already there; and what the operating system says of its process. Confined to the bench's main thread.
 */
@NullMarked
package io.navarch.bench.server;

import org.jspecify.annotations.NullMarked;
