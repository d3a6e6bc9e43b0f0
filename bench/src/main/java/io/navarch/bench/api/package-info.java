/**
 * The loads on the API server, one class each. A load runs on the bench's main thread and starts a platform thread per
 * connection; it talks HTTP/2 to the server and reads the server's CPU time from the operating system.
 */
@NullMarked
package io.navarch.bench.api;

import org.jspecify.annotations.NullMarked;
