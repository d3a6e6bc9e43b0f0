/**
 * What keeps a node usable for a long time: container logs are rotated, unused images removed, and pods evicted when the node
 * runs short of memory or disk. Each runs on a virtual thread of its own and talks to the engine, the disk and the pods'
 * workers.
 */
@NullMarked
package io.navarch.kubelet.upkeep;

import org.jspecify.annotations.NullMarked;
