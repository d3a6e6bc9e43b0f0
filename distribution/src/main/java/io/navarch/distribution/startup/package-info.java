/**
 * Starting a cluster step by step: each step is timed and shown, a failing one says in one line what is wrong and what to
 * do, and what was started before it is undone. Runs on the thread that starts, which is also the one that stops.
 */
@NullMarked
package io.navarch.distribution.startup;

import org.jspecify.annotations.NullMarked;
