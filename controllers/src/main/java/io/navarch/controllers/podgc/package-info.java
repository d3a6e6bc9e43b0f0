/** Removes pods that nobody will: of nodes that are gone, unscheduled ones that are to go, and the oldest finished ones. */
@NullMarked
package io.navarch.controllers.podgc;

import org.jspecify.annotations.NullMarked;
