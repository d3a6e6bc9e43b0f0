/** Fills aggregated cluster roles with the rules of the roles that their selectors name. */
@NullMarked
package io.navarch.controllers.clusterrole;

import org.jspecify.annotations.NullMarked;
