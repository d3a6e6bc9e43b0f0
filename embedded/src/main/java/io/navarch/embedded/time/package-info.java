/**
 * The time of an embedded cluster. It follows the machine until somebody takes it in hand; from then on it stands still and
 * jumps from one thing that is due to the next, each time waiting until the cluster has done what followed. Timers fire on
 * virtual threads of their own; one platform thread waits for the next of them while time follows the machine.
 */
@NullMarked
package io.navarch.embedded.time;

import org.jspecify.annotations.NullMarked;
