/**
 * Faults that a test injects into an embedded cluster: they stand around every request as its {@link
 * io.navarch.apiserver.pipeline.RequestGate}, on the request's thread.
 */
@NullMarked
package io.navarch.embedded.fault;

import org.jspecify.annotations.NullMarked;
