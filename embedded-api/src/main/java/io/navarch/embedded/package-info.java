/**
 * A whole Kubernetes cluster inside this JVM, as a test sees it: {@link io.navarch.embedded.NavarchCluster} is the way in.
 *
 * <p>Only the JDK's types pass between a test and a cluster, for the cluster's own classes live in a class loader that the test
 * cannot see. All of it may be called from any thread.
 */
@NullMarked
package io.navarch.embedded;

import org.jspecify.annotations.NullMarked;
