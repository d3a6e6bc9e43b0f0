/** What the cluster's libraries log, on the cluster's side: as the JVM's own classes do, under names that begin with {@code navarch}. */
@NullMarked
package io.navarch.embedded.isolated.logging;

import org.jspecify.annotations.NullMarked;
