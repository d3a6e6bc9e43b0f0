/** The built-in plugins, one class each, with upstream's names and reasons. */
@NullMarked
package io.navarch.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
