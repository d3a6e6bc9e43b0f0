/**
 * The pod network: a bridge and an address range for each node's pods, and a VXLAN overlay between the nodes, so that every
 * pod reaches every pod and node without address translation. What shall be is computed by {@link
 * io.navarch.network.overlay.OverlayPlan}, pure logic; one worker per node brings it about with {@code ip}, {@code bridge} and
 * {@code iptables-restore} in the node's network.
 */
@NullMarked
package io.navarch.network.overlay;

import org.jspecify.annotations.NullMarked;
