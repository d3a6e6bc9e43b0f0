/** The node itself: its registration, its reports, its lease. One virtual thread for each of the two rhythms. */
@NullMarked
package io.navarch.kubelet.node;

import org.jspecify.annotations.NullMarked;
