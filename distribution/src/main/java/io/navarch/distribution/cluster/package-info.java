/**
 * What {@code navarch up} makes of its options: the order in which a cluster's parts start on this host, and how they are
 * joined. Steps run on the main thread.
 */
@NullMarked
package io.navarch.distribution.cluster;

import org.jspecify.annotations.NullMarked;
