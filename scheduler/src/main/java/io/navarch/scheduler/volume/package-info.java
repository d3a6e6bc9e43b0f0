/**
 * What volumes have to say about where a pod runs: plugins that read claims, volumes and classes from the shared informers, and
 * the step that has late claims bound before their pod is. Plugins are pure logic on the scheduler's thread.
 */
@NullMarked
package io.navarch.scheduler.volume;

import org.jspecify.annotations.NullMarked;
