/**
 * The protocols of kubectl port-forward: pairs of data and error streams over SPDY (also when the SPDY bytes come
 * through a WebSocket), and the older WebSocket protocol with two channels for each port. Each forwarded connection is a
 * tunnel on two virtual threads; where it leads is the caller's {@code PortConnector} to say.
 */
@NullMarked
package io.navarch.streaming.portforward;

import org.jspecify.annotations.NullMarked;
