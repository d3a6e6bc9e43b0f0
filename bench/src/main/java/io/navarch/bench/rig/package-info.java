/**
 * Loads on the parts behind the API server: the scheduler alone, in this process over a store on disk, and a Deployment on a
 * whole control plane. Nodes are objects that nobody stands behind.
 */
@NullMarked
package io.navarch.bench.rig;

import org.jspecify.annotations.NullMarked;
