/**
 * Converts objects between the version they are stored in and the other versions they are served in: renamed and moved
 * members, and the old defaults of old versions. Pure functions, any thread.
 */
@NullMarked
package io.navarch.model.conversion;

import org.jspecify.annotations.NullMarked;
