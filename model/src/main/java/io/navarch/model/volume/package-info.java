/**
 * How claims and persistent volumes belong together: the marks that they carry, and which volume suits a claim. Pure logic over
 * views, shared by the controller that binds and the scheduler that waits for it.
 */
@NullMarked
package io.navarch.model.volume;

import org.jspecify.annotations.NullMarked;
