/** Probes: startup, liveness and readiness of containers, each on a virtual thread of its own. */
@NullMarked
package io.navarch.kubelet.probe;

import org.jspecify.annotations.NullMarked;
