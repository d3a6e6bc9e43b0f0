/**
 * Level-triggered work: keys that need looking at, back-off, and the loop that hands them to a {@link
 * io.navarch.runtime.queue.Reconciler}. Workers are virtual threads that run plain blocking code.
 */
@NullMarked
package io.navarch.runtime.queue;

import org.jspecify.annotations.NullMarked;
