/**
 * The machine Navarch runs on: its operating system, packages, ports and network namespaces. Runs the system's own tools as
 * child processes and reads {@code /proc}; blocking, on the caller's thread.
 */
@NullMarked
package io.navarch.distribution.host;

import org.jspecify.annotations.NullMarked;
