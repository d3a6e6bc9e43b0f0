/** The node agent: pod workers, probes, volumes, images, server; CRI contract, gRPC and simulated engine. */
@NullMarked
package io.navarch.kubelet;

import org.jspecify.annotations.NullMarked;
