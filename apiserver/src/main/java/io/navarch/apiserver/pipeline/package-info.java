/**
 * The order of steps that every request takes once its sender is known, whether it came by HTTP or from a component of the
 * same process: flow control, impersonation, authorisation, routing, and the one place where failures become a Status. Runs on
 * the request's own virtual thread; talks to the authoriser, the registry and the handlers of non-resource paths.
 */
@NullMarked
package io.navarch.apiserver.pipeline;

import org.jspecify.annotations.NullMarked;
