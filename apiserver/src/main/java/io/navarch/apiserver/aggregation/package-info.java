/**
 * The groups of the API by their APIServices: those that this server answers itself, registered by it, and those that
 * another server answers behind it. A thread of its own writes registrations; the store's watch thread tells of changes;
 * requests are handed on by their own threads.
 */
@NullMarked
package io.navarch.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
