/**
 * Watches the health of nodes: one that stops reporting becomes Unknown, its pods not ready, and taints say so to scheduler
 * and taint eviction. One loop of workers, each node looked at every few seconds.
 */
@NullMarked
package io.navarch.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
