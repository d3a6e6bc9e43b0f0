/**
 * The asking side of an HTTP/1.1 upgrade, from the socket to the byte pair: the API server to a kubelet, a kubelet to
 * its container engine's streaming server. Blocking, on the caller's thread.
 */
@NullMarked
package io.navarch.streaming.upgrade;

import org.jspecify.annotations.NullMarked;
