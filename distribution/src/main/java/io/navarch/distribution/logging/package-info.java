/**
 * Where log lines go: one readable line each, to the terminal and to a file under the data directory that is rotated.
 * Lines are written on the thread that logs.
 */
@NullMarked
package io.navarch.distribution.logging;

import org.jspecify.annotations.NullMarked;
