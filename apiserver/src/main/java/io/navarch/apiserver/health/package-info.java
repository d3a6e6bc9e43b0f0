/**
 * What tells others how the server is: {@code /healthz}, {@code /livez}, {@code /readyz}, {@code /metrics} and
 * {@code /version}. Called on request threads.
 */
@NullMarked
package io.navarch.apiserver.health;

import org.jspecify.annotations.NullMarked;
