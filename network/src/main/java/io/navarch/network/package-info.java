/**
 * The cluster's network. Its parts (service proxy, overlay, cluster DNS) are packages of their own that share nothing but the
 * way in which commands are run in a node's network.
 */
@NullMarked
package io.navarch.network;

import org.jspecify.annotations.NullMarked;
