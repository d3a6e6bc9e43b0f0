/** What a scheduler plugin is. Plugins are pure logic, called on the scheduler's thread. */
@NullMarked
package io.navarch.scheduler.framework;

import org.jspecify.annotations.NullMarked;
