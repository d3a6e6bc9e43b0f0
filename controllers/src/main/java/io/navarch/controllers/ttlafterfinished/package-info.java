/** Deletes finished Jobs whose time to live has passed. One loop over Jobs. */
@NullMarked
package io.navarch.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
