/**
 * The scale sub-resource of whatever kind has one, custom ones included: found by discovery, read and written over the API on
 * the thread of the caller.
 */
@NullMarked
package io.navarch.controllers.scale;

import org.jspecify.annotations.NullMarked;
