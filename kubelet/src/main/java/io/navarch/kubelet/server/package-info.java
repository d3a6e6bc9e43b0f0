/**
 * The node's own server: logs, exec, attach, port-forward, statistics and metrics, for the API server and for monitoring.
 * HTTP/1.1 over TLS in plain blocking code, one virtual thread per connection, because a connection may become a SPDY session
 * or a WebSocket in the middle of it. Knows pods through {@link io.navarch.kubelet.server.PodDirectory} and containers
 * through the engine; asks the API server who a caller is and what it may do.
 */
@NullMarked
package io.navarch.kubelet.server;

import org.jspecify.annotations.NullMarked;
