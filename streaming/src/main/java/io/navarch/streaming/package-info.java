/** SPDY/3.1 and WebSocket sessions and the remote-command and port-forward protocols over them. */
@NullMarked
package io.navarch.streaming;

import org.jspecify.annotations.NullMarked;
