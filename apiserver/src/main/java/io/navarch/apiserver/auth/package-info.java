/**
 * Who asks, and may they? Authenticators turn credentials (certificates, tokens, passwords) into a
 * {@link io.navarch.apiserver.request.User}; the {@link io.navarch.apiserver.auth.Authorizer} chain (system:masters, nodes, RBAC)
 * decides about each request. Called on request threads; the roles, bindings, pods and accounts that they judge by are mirrored
 * from the store, on the store's watch thread.
 */
@NullMarked
package io.navarch.apiserver.auth;

import org.jspecify.annotations.NullMarked;
