/**
 * What a stream of kubectl exec, attach, cp and port-forward is made of: byte pairs ({@link Duplex}), the bounded pipe
 * between a connection's reading thread and a stream's reader, and the tunnel that joins two byte pairs.
 *
 * <p>Everything here and below is blocking code for virtual threads, starting where an HTTP upgrade has ended: it knows
 * sockets and byte streams, and neither an HTTP server nor the API.
 */
@NullMarked
package io.navarch.streaming;

import org.jspecify.annotations.NullMarked;
