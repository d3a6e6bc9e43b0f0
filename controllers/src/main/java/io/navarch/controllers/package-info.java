/**
 * Controllers, one package each: they watch the API and change it until what is wanted is what is there. Every controller is
 * a set of {@link io.navarch.runtime.queue.ReconcileLoop}s over shared informers and talks to nothing but the API.
 */
@NullMarked
package io.navarch.controllers;

import org.jspecify.annotations.NullMarked;
