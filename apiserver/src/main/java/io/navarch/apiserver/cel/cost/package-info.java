/**
 * What an expression may cost at most, worked out before anybody runs it: from the sizes that a schema allows, by the rules of
 * upstream's estimator. Pure functions; any thread.
 */
@NullMarked
package io.navarch.apiserver.cel.cost;

import org.jspecify.annotations.NullMarked;
