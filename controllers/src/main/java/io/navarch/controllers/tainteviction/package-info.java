/** Evicts pods from nodes with NoExecute taints that they do not tolerate, or not for longer. One loop over pods. */
@NullMarked
package io.navarch.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
