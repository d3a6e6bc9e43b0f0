/**
 * The HTTP door: TLS, HTTP/2 and HTTP/1.1, bodies, compression, watches and connections taken over for SPDY and WebSocket.
 * Jetty core carries it; each request runs on a virtual thread of its own and blocks as it likes. Talks to the authenticator
 * and the {@link io.navarch.apiserver.pipeline.Pipeline}.
 */
@NullMarked
package io.navarch.apiserver.http;

import org.jspecify.annotations.NullMarked;
