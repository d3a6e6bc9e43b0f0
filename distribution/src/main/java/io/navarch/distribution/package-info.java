/** The launcher: up, down, status; wiring of all components on a host. */
@NullMarked
package io.navarch.distribution;

import org.jspecify.annotations.NullMarked;
