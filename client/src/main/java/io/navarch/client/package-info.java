/**
 * The API client. Blocking calls on the caller's (virtual) thread over a {@link io.navarch.client.Transport}, which is HTTP or
 * a direct call into an API server of the same process. It talks to the API server and to nothing else.
 */
@NullMarked
package io.navarch.client;

import org.jspecify.annotations.NullMarked;
