/** What the node says of its pods: a pod's status from what the engine shows, and the writing of it. */
@NullMarked
package io.navarch.kubelet.status;

import org.jspecify.annotations.NullMarked;
