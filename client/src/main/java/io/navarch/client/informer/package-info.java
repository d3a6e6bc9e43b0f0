/**
 * Informers: a local copy of all objects of a kind, kept current by list and watch, shared by all components of a process.
 * Each informer is one virtual thread, which alone changes its cache and calls its handlers; any thread may read.
 */
@NullMarked
package io.navarch.client.informer;

import org.jspecify.annotations.NullMarked;
