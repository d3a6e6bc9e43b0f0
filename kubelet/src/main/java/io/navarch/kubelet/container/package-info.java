/** Making one container: its configuration from the pod's spec, its environment, its limits, its hooks. */
@NullMarked
package io.navarch.kubelet.container;

import org.jspecify.annotations.NullMarked;
