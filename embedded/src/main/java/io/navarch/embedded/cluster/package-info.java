/** A whole cluster inside a JVM. */
@NullMarked
package io.navarch.embedded.cluster;

import org.jspecify.annotations.NullMarked;
