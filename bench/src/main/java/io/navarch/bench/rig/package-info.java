/**
 * Loads on the parts behind the API server: the scheduler alone, in this process over a store on disk, and a Deployment on a
 * whole control plane, where nodes are objects that nobody stands behind; and the time of an embedded cluster.
 */
@NullMarked
package io.navarch.bench.rig;

import org.jspecify.annotations.NullMarked;
