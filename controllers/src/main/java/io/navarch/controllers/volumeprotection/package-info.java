/**
 * The protection of storage in use: claims that pods use and volumes that claims are bound to are not let go of while they are.
 * Volume attributes classes stay as long as they are named. Three controllers, each with one worker that reconciles its kind over the shared informers and writes the protecting finalizer.
 */
@NullMarked
package io.navarch.controllers.volumeprotection;

import org.jspecify.annotations.NullMarked;
