/** Faults in the fields of objects, worded as upstream words them. Pure values and functions; any thread. */
@NullMarked
package io.navarch.model.validation;

import org.jspecify.annotations.NullMarked;
