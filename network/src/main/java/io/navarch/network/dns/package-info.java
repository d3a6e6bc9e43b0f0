/**
 * Cluster DNS: answers names of services and pods from the informers' caches as the Kubernetes DNS specification 1.1 asks, and
 * forwards all others. A platform thread receives UDP, a virtual thread serves each question or TCP connection; it talks to
 * the API through informers alone and to the resolvers that the host uses.
 */
@NullMarked
package io.navarch.network.dns;

import org.jspecify.annotations.NullMarked;
