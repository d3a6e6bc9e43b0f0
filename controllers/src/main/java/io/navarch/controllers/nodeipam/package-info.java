/** Gives every node a range of pod addresses of its own. */
@NullMarked
package io.navarch.controllers.nodeipam;

import org.jspecify.annotations.NullMarked;
