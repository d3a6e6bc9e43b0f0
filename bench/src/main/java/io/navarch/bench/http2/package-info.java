/**
 * A client that puts as much load as it can on a server that shares the machine with it: HTTP/2 over TLS on blocking sockets,
 * each connection with its streams belongs to one thread. Talks to any API server.
 */
@NullMarked
package io.navarch.bench.http2;

import org.jspecify.annotations.NullMarked;
