/**
 * What a server makes sure of when it starts, and keeps true while it runs: the system namespaces, the default roles and their
 * bindings, priority classes, flow control's defaults, and the {@code kubernetes} service with its endpoints. Runs on threads of
 * its own; talks to the registry past authorisation.
 */
@NullMarked
package io.navarch.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
