/**
 * A request to the API and its answer, free of any transport: what the HTTP front and the in-process transport both make, and
 * what authorisation, admission and the registry read. Immutable values.
 */
@NullMarked
package io.navarch.apiserver.request;

import org.jspecify.annotations.NullMarked;
