/**
 * Who asked an embedded cluster for what: the requests of the last while, and which of them wrote each revision. Written on the
 * requests' own threads, read by the test.
 */
@NullMarked
package io.navarch.embedded.request;

import org.jspecify.annotations.NullMarked;
