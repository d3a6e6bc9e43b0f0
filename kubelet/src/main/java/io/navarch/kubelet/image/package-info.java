/** Images: pulled when a pod needs them, with policy, secrets and back-off. */
@NullMarked
package io.navarch.kubelet.image;

import org.jspecify.annotations.NullMarked;
