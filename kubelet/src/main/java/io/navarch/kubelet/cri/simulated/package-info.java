/**
 * A container engine in memory: the same contract, no processes, all time from the clock it is given. Pods script it
 * with annotations ({@code simulated.navarch.io/...}, see {@link io.navarch.kubelet.cri.simulated.ScriptAnnotations}),
 * tests with a {@link io.navarch.kubelet.cri.simulated.SimulatedBehaviour}; simple commands (echo, sleep, exit) do what they
 * say. No thread belongs to a container: one that ends by itself has a timer. Any thread may call.
 */
@NullMarked
package io.navarch.kubelet.cri.simulated;

import org.jspecify.annotations.NullMarked;
