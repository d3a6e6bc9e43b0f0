/** Pods that wait for a node: ready, backing off, or unschedulable until something changes. Owned by the scheduler's thread. */
@NullMarked
package io.navarch.scheduler.queue;

import org.jspecify.annotations.NullMarked;
