/**
 * Clients that we did not write, against a cluster in this JVM: each is a process of its own that enters by HTTPS with a
 * kubeconfig. Tests run on JUnit's thread.
 */
@NullMarked
package io.navarch.systemtests.client;

import org.jspecify.annotations.NullMarked;
