/** End to end, with real kubectl, containerd, iptables. */
@NullMarked
package io.navarch.systemtests;

import org.jspecify.annotations.NullMarked;
