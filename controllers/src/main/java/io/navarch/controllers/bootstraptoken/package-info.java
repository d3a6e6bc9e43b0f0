/**
 * The controllers of bootstrap tokens: the token-cleaner deletes those whose time is over, the bootstrap-signer signs {@code
 * cluster-info} with each of those that say so, so that a node that knows a token can trust what it reads there. One worker each,
 * over an informer of the tokens alone.
 */
@NullMarked
package io.navarch.controllers.bootstraptoken;

import org.jspecify.annotations.NullMarked;
