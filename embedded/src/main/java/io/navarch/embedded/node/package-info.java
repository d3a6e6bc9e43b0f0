/** Nodes without containers: the kubelet's own code over the simulated engine. */
@NullMarked
package io.navarch.embedded.node;

import org.jspecify.annotations.NullMarked;
