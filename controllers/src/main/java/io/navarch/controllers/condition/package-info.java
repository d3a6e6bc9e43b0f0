/** Conditions as most kinds have them, set so that a transition time moves only when the status does. Pure logic. */
@NullMarked
package io.navarch.controllers.condition;

import org.jspecify.annotations.NullMarked;
