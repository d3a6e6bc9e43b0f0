/** What containers ask to have done right after their start and before their end. Runs on the pod worker's thread. */
@NullMarked
package io.navarch.kubelet.hook;

import org.jspecify.annotations.NullMarked;
