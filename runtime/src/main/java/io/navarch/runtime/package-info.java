/**
 * What every daemon needs: clocks, random names; the work queue is in {@link io.navarch.runtime.queue}. Thread-safe unless
 * said otherwise; it talks to nothing.
 */
@NullMarked
package io.navarch.runtime;

import org.jspecify.annotations.NullMarked;
