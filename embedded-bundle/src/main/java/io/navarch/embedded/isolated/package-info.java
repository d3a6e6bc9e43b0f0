/**
 * Keeps a cluster's classes away from those of the test: they and all libraries they need lie in one resource, which only
 * {@link io.navarch.embedded.isolated.ClusterClassLoader} reads. Between the two sides stands the API's package alone.
 *
 * <p>All clusters of a JVM share one such loader. It keeps to Java 17, so that a JVM that is too old can be told so.
 */
@NullMarked
package io.navarch.embedded.isolated;

import org.jspecify.annotations.NullMarked;
