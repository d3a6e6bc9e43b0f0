/**
 * A private containerd: its configuration, its process (which outlives this one, as its containers do) and the sandbox
 * image it needs. Called by whoever starts a node; talks to the {@code containerd} and {@code ctr} of the host.
 */
@NullMarked
package io.navarch.kubelet.cri.containerd;

import org.jspecify.annotations.NullMarked;
