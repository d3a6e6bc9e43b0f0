/**
 * What is being worked on right now, so that a test can wait until nothing is, and a clock can stand still meanwhile. Work is
 * busy or idle: a thread that waits for the clock or for something to do is idle, and who gives it something to do makes it
 * busy before letting go of its own work. So the count of what is busy is zero only when nothing will happen any more without
 * time going by or somebody outside asking. In production nothing is counted.
 */
@NullMarked
package io.navarch.runtime.activity;

import org.jspecify.annotations.NullMarked;
