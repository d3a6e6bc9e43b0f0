/**
 * Server-side apply: who manages which field ({@code metadata.managedFields}), the merge of an applied configuration into the
 * live object, and the conflicts that come of it. Pure functions over trees and their schema; run on request threads; talk to
 * nothing but the clock.
 */
@NullMarked
package io.navarch.apiserver.apply;

import org.jspecify.annotations.NullMarked;
