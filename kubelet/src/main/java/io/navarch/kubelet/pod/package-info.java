/**
 * Pods on this node: one {@link io.navarch.kubelet.pod.PodWorker} each, on a virtual thread of its own, which alone starts
 * and stops that pod's containers. What shall be done is decided by {@link io.navarch.kubelet.pod.PodPlan}, pure logic over
 * the pod and what the engine shows.
 */
@NullMarked
package io.navarch.kubelet.pod;

import org.jspecify.annotations.NullMarked;
