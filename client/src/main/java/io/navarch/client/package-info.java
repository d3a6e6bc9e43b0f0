/** The API client: transports, reflector, informer, lister, leader election, kubeconfig. */
@NullMarked
package io.navarch.client;

import org.jspecify.annotations.NullMarked;
