/**
 * DefaultPreemption: which less important pods must go so that a pod finds room, and the writing of that. The choice is pure logic
 * on the scheduler's thread, which it leaves as it found it; the writing happens aside.
 */
@NullMarked
package io.navarch.scheduler.preemption;

import org.jspecify.annotations.NullMarked;
