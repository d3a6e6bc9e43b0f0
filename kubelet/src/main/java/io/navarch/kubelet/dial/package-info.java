/**
 * Connections from the node to its pods: opened in the node's network, given up when their time on the clock is over, and
 * failing with the words that users of Kubernetes know. Blocking, on the caller's thread.
 */
@NullMarked
package io.navarch.kubelet.dial;

import org.jspecify.annotations.NullMarked;
