/**
 * The launcher: {@code navarch up}, {@code down}, {@code status} and the rest, and the wiring of all components on a host.
 * Commands run on the main thread; together with {@code embedded} the only place that sees every component.
 */
@NullMarked
package io.navarch.distribution;

import org.jspecify.annotations.NullMarked;
