/** The way into the API server of the same process: the whole pipeline, without sockets, TLS or authentication. */
@NullMarked
package io.navarch.embedded.transport;

import org.jspecify.annotations.NullMarked;
