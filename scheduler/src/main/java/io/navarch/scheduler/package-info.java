/** The scheduler: framework, plugins, queue, snapshot. */
@NullMarked
package io.navarch.scheduler;

import org.jspecify.annotations.NullMarked;
