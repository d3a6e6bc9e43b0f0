/** A whole cluster inside a JVM. */
@NullMarked
package io.navarch.embedded;

import org.jspecify.annotations.NullMarked;
